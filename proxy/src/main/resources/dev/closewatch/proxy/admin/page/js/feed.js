// The newest closes and handshakes, and the running figures. Every list here is bounded.

import { get, getSpoken } from "./api.js";
import { groupOf, isWholeGroup } from "./kinds.js";
import { matching, queries } from "./match.js";
import { openStream } from "./stream.js";
import { Tally } from "./tally.js";
import { Topics } from "./topics.js";
import { Totals } from "./totals.js";

/** As many as anybody looks through; the API has more. */
export const LISTED = 200;
const PAGE = 1_000;
const PAGES = 3;
const HISTORY_MILLIS = 300_000;
const COUNTED = 8_000;
const RELOAD_MILLIS = 5_000;

/** Tells `closes`, `handshakes`, `totals`, `status` and `flag`. */
export class Feed extends Topics {
  closes = [];
  handshakes = [];
  handshakesError = null;
  closesError = null;
  truncated = false;
  loading = true;
  /** How many closes matched and were listed, ever: the difference to an earlier one is new. */
  arrived = 0;
  missed = 0;
  status = "connecting";
  routes = new Set();
  proxy = null;
  totals = new Totals();

  #filters = {};
  #matches = matching({});
  /** All closes, exact from the first totals on; and those that match, as far as they came. */
  #overall = new Tally();
  #narrow = new Tally();
  #counted = new Set();
  #narrowCounted = new Set();
  #loads = 0;
  #reload = 0;

  start() {
    openStream("/api/closes/stream", {
      status: (status) => this.#connected(status),
      close: (close) => this.#closed(close),
      handshake: (handshake) => this.#refused(handshake),
      totals: (totals) => this.#took(totals),
      flag: (flag) => this.tell("flag", flag),
      missed: (missed) => this.#lost(missed.count),
    });
    this.#history();
  }

  /** Begins anew with other filters. */
  show(filters) {
    this.#filters = filters;
    this.#matches = matching(filters);
    this.#narrow.clear();
    this.#narrowCounted.clear();
    this.closes = [];
    this.missed = 0;
    this.loading = true;
    this.tell("closes");
    this.load();
  }

  /** Returns what the chart is to show: a tally, and which of its groups. */
  chart() {
    const { kind = "", ...others } = this.#filters;
    const whole = kind === "" || isWholeGroup(kind);
    return Object.keys(others).length === 0 && whole
      ? { tally: this.#overall, only: kind }
      : { tally: this.#narrow, only: "" };
  }

  /** Asks for what matches, and puts it between what the stream has brought. */
  async load() {
    const load = ++this.#loads;
    const asked = queries(this.#filters);
    const limit = asked.length === 1 ? PAGE : LISTED;
    const answers = await Promise.all(asked.map((query) => this.#ask({ ...query, limit })));
    if (load !== this.#loads) {
      return; // other filters since
    }
    const failed = answers.find((answer) => answer.error !== undefined);
    this.closesError = failed ?? null;
    this.loading = false;
    const found = answers.flatMap((answer) => answer.data?.closes ?? []);
    this.truncated = answers.some((answer) => answer.data?.truncated);
    found.forEach((close) => this.#count(close));
    const known = new Map(found.map((close) => [close.id, close]));
    const others = this.closes.filter((close) => !known.has(close.id));
    this.closes = [...others, ...found]
      .sort((a, b) => (a.closedAt < b.closedAt ? 1 : a.closedAt > b.closedAt ? -1 : 0))
      .slice(0, LISTED);
    found.forEach((close) => this.#knows(close));
    this.tell("closes");
  }

  async loadHandshakes() {
    const answer = await get("/api/handshakes", { limit: LISTED });
    this.handshakesError = answer.error === undefined ? null : answer;
    if (answer.data) {
      this.handshakes = answer.data.handshakes.slice(0, LISTED);
    }
    this.tell("handshakes");
  }

  /** Returns one close that may be out of the list, or null. */
  async find(id) {
    const listed = this.closes.find((close) => close.id === id);
    if (listed) {
      return listed;
    }
    const { peer, requestId } = this.#filters;
    const answer = await this.#ask({ peer: peer ?? "", requestId: requestId ?? "", limit: PAGE });
    return answer.data?.closes.find((close) => close.id === id) ?? null;
  }

  #ask(query) {
    return getSpoken("/api/closes", query);
  }

  /** What was before the page was opened, for the chart: a few pages back, as far as it shows. */
  async #history() {
    this.loadHandshakes();
    let until = "";
    for (let page = 0; page < PAGES; page++) {
      const { data } = await get("/api/closes", { limit: PAGE, until });
      if (!data) {
        return;
      }
      data.closes.forEach((close) => this.#countOverall(close));
      const oldest = data.closes.at(-1);
      this.tell("totals");
      if (!data.truncated || Date.parse(oldest.closedAt) < Date.now() - HISTORY_MILLIS) {
        return;
      }
      // Those of the same millisecond come twice, and count once.
      until = new Date(Date.parse(oldest.closedAt) + 1).toISOString();
    }
  }

  #connected(status) {
    const again = status === "live" && this.status === "lost";
    this.status = status;
    this.tell("status");
    if (again) {
      this.load();
      this.loadHandshakes();
    }
  }

  #closed(close) {
    this.#knows(close);
    this.#countOverall(close);
    if (this.#matches(close) && !this.#narrowCounted.has(close.id)) {
      this.#count(close);
      this.closes.unshift(close);
      this.closes.length = Math.min(this.closes.length, LISTED);
      this.arrived++;
      this.tell("closes");
    }
  }

  #refused(handshake) {
    if (!this.handshakes.some((known) => known.id === handshake.id)) {
      this.handshakes.unshift(handshake);
      this.handshakes.length = Math.min(this.handshakes.length, LISTED);
      this.tell("handshakes");
    }
  }

  #took(totals) {
    for (const { from, to, kind, count } of this.totals.take(totals)) {
      this.#overall.spread(from, to, groupOf(kind), count);
    }
    this.tell("totals");
  }

  #lost(count) {
    this.missed += count;
    this.#reload ||= setTimeout(() => {
      this.#reload = 0;
      this.load();
    }, RELOAD_MILLIS);
    this.tell("closes");
  }

  #knows(close) {
    this.routes.add(close.route);
    this.proxy = close.proxy;
  }

  #count(close) {
    if (once(this.#narrowCounted, close.id)) {
      this.#narrow.add(Date.parse(close.closedAt), groupOf(close.kind));
    }
  }

  #countOverall(close) {
    const at = Date.parse(close.closedAt);
    // Totals count what ended after the first of them.
    if (!(at > this.totals.exactFrom) && once(this.#counted, close.id)) {
      this.#overall.add(at, groupOf(close.kind));
    }
  }
}

/** Returns whether an id is new; the oldest ones are forgotten. */
function once(ids, id) {
  if (ids.has(id)) {
    return false;
  }
  ids.add(id);
  if (ids.size > COUNTED) {
    ids.delete(ids.values().next().value);
  }
  return true;
}
