// What happens, as it happens: server-sent events, connected again whenever they end.

/** Longer than the time between two heartbeats: then the connection is dead, whatever it says. */
const SILENCE_MILLIS = 20_000;
const FIRST_WAIT_MILLIS = 1_000;
const LONGEST_WAIT_MILLIS = 10_000;
const EVENTS = ["close", "handshake", "flag", "totals", "missed"];

/**
 * Opens the stream and keeps it open.
 *
 * @param handlers a function for each name of an event, and `status`: live or lost
 */
export function openStream(address, handlers) {
  let source = null;
  let timer = 0;
  let wait = FIRST_WAIT_MILLIS;
  let ended = false;

  function connect() {
    source = new EventSource(address);
    source.addEventListener("open", () => {
      wait = FIRST_WAIT_MILLIS;
      handlers.status("live");
      alive();
    });
    source.addEventListener("error", () => {
      handlers.status("lost");
      // The browser tries again by itself after a lost connection, but not after a refusal.
      if (source.readyState === EventSource.CLOSED) {
        again();
      }
    });
    source.addEventListener("heartbeat", alive);
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => {
        alive();
        handlers[name](JSON.parse(event.data));
      });
    }
    alive();
  }

  function alive() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      handlers.status("lost");
      again();
    }, SILENCE_MILLIS);
  }

  function again() {
    source.close();
    clearTimeout(timer);
    if (!ended) {
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
    }
  }

  connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    source.close();
  };
}
