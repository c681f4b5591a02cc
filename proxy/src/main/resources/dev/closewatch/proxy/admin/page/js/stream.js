// What happens, as it happens: server-sent events, connected again whenever they end. Read by
// fetch, since an EventSource cannot send a token.

import { headers, wasRefused } from "./session.js";

/** Longer than the time between two heartbeats: then the connection is dead, whatever it says. */
const SILENCE_MILLIS = 20_000;
const FIRST_WAIT_MILLIS = 1_000;
const LONGEST_WAIT_MILLIS = 10_000;
const LONGEST_EVENT = 1 << 20;
const EVENTS = ["close", "handshake", "flag", "totals", "missed"];

/**
 * Opens the stream and keeps it open.
 *
 * @param handlers a function for each name of an event, and `status`: live or lost
 */
export function openStream(address, handlers) {
  let connection = null;
  let timer = 0;
  let wait = FIRST_WAIT_MILLIS;
  let ended = false;

  async function connect() {
    const mine = new AbortController();
    connection = mine;
    alive();
    try {
      const answer = await fetch(address, {
        cache: "no-store",
        headers: { Accept: "text/event-stream", ...headers() },
        signal: mine.signal,
      });
      if (answer.status === 401) {
        ended = true;
        wasRefused();
      }
      if (answer.ok) {
        wait = FIRST_WAIT_MILLIS;
        handlers.status("live");
        await read(answer.body);
      }
    } catch {
      // Lost, or given up by us: both go on below.
    }
    if (connection === mine) {
      handlers.status("lost");
      again();
    }
  }

  async function read(body) {
    const texts = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await texts.read();
      if (done) {
        return;
      }
      alive();
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      blocks.forEach(take);
      if (rest.length > LONGEST_EVENT) {
        throw new Error("an event without an end");
      }
    }
  }

  /** Takes the lines of one event; those of a heartbeat have no name. */
  function take(block) {
    let name = "";
    const data = [];
    for (const line of block.split("\n")) {
      if (line.startsWith("event:")) {
        name = line.slice(6).trim();
      } else if (line.startsWith("data:")) {
        data.push(line.slice(5).trimStart());
      }
    }
    if (EVENTS.includes(name)) {
      try {
        handlers[name](JSON.parse(data.join("\n")));
      } catch (failure) {
        reportError(failure); // a fault of ours is no lost connection
      }
    }
  }

  function alive() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      handlers.status("lost");
      again();
    }, SILENCE_MILLIS);
  }

  function again() {
    const old = connection;
    connection = null;
    old?.abort();
    clearTimeout(timer);
    if (!ended) {
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
    }
  }

  connect();
  return () => {
    ended = true;
    again();
  };
}
