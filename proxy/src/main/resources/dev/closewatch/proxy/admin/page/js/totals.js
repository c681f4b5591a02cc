// The running figures that come once a second, and what has changed between two of them.

/** As many seconds as rates are taken over. */
export const RATE_SECONDS = 10;

export class Totals {
  /** The newest: {at, opened, active, notUpgraded, closes: {kind: n}}, or null. */
  newest = null;
  /** When the first of them was made, in milliseconds; NaN before. */
  exactFrom = NaN;
  #recent = [];
  #ahead = 0;

  /** Takes the next and returns what has ended since the one before: [{from, to, kind, count}]. */
  take(totals) {
    const before = this.newest;
    const to = Date.parse(totals.at);
    this.newest = totals;
    this.#ahead = to - Date.now();
    if (before === null) {
      this.exactFrom = to;
    }
    if (before !== null && totals.opened < before.opened) {
      this.#recent = []; // another process
    }
    const same = this.#recent.length > 0;
    this.#recent.push(totals);
    this.#recent = this.#recent.slice(-RATE_SECONDS - 1);
    if (!same) {
      return [];
    }
    const from = Date.parse(before.at);
    return Object.entries(totals.closes)
      .map(([kind, n]) => ({ from, to, kind, count: n - (before.closes[kind] ?? 0) }))
      .filter(({ count }) => count > 0);
  }

  /** Returns the proxy's time of day, in milliseconds. */
  now() {
    return Date.now() + this.#ahead;
  }

  closed() {
    return this.newest === null ? 0 : sum(this.newest.closes);
  }

  /** Returns how many a second were opened and closed lately, or null if that is not known yet. */
  rates() {
    const [first, last] = [this.#recent[0], this.#recent.at(-1)];
    const seconds = first === last ? 0 : (Date.parse(last.at) - Date.parse(first.at)) / 1000;
    return seconds > 0
      ? {
          opened: (last.opened - first.opened) / seconds,
          closed: (sum(last.closes) - sum(first.closes)) / seconds,
        }
      : null;
  }
}

function sum(closes) {
  return Object.values(closes).reduce((all, n) => all + n, 0);
}
