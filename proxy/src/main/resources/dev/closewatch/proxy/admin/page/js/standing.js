// What stands now: flagged peers and findings. Asked for every few seconds, and when a flag comes.

import { get, getSpoken } from "./api.js";
import { Topics } from "./topics.js";

const EVERY_MILLIS = 5_000;
const MOST = 100;

/** Tells `standing`. Both are {data} or {status, error}, null before the first answer. */
export class Standing extends Topics {
  peers = null;
  findings = null;
  #timer = 0;
  #rules = new Map();

  start() {
    this.#look();
    document.addEventListener("visibilitychange", () => this.soon());
  }

  /** Looks again without waiting for its turn. */
  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), 300);
  }

  /**
   * The peers that are flagged: instances of the service first, for they concern everybody, then the
   * newest flag. An order by the latest offence would change at each look.
   */
  flagged() {
    const raised = (peer) => Date.parse(newestFlag(peer).firstSeen);
    const ofService = (peer) => Number(peer.side === "service");
    return (this.peers?.data?.peers ?? [])
      .filter((peer) => peer.flags?.length > 0)
      .sort((a, b) => ofService(b) - ofService(a) || raised(b) - raised(a));
  }

  /**
   * Whose flag this is, `client`, `service` or both: a close names the rules of its two peers in one
   * list. Nobody's, once it has fallen.
   */
  ownersOf(close, rule) {
    return ["client", "service"].filter((side) =>
      this.#rules.get(`${side} ${close[side].peer}`)?.has(rule),
    );
  }

  /** The flags of a close that its client has. In doubt, for the list was cut, not the service's. */
  flagsOfClient(close) {
    const unsure = this.peers?.data?.truncated === true;
    return close.flags.filter((rule) => {
      const owners = this.ownersOf(close, rule);
      return owners.includes("client") || (unsure && owners.length === 0);
    });
  }

  found() {
    return this.findings?.data?.findings ?? [];
  }

  async #look() {
    clearTimeout(this.#timer);
    if (!document.hidden) {
      [this.peers, this.findings] = await Promise.all([
        get("/api/peers", { flagged: "true", limit: MOST }),
        getSpoken("/api/findings"),
      ]);
      this.#rules = new Map(
        this.flagged().map((peer) => [
          `${peer.side} ${peer.peer}`,
          new Set(peer.flags.map((flag) => flag.rule)),
        ]),
      );
      this.tell("standing");
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), EVERY_MILLIS);
  }
}

/** The flag of a peer that was raised last. */
export function newestFlag(peer) {
  return peer.flags.reduce((a, b) => (a.firstSeen >= b.firstSeen ? a : b));
}
