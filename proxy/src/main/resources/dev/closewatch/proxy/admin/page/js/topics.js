// Who wants to be told when something changes.

export class Topics {
  #listeners = new Map();

  /** Has a listener told of a topic; the function that comes back ends that. */
  on(topic, listener) {
    if (!this.#listeners.has(topic)) {
      this.#listeners.set(topic, new Set());
    }
    this.#listeners.get(topic).add(listener);
    return () => this.#listeners.get(topic).delete(listener);
  }

  tell(topic, value) {
    this.#listeners.get(topic)?.forEach((listener) => listener(value));
  }
}
