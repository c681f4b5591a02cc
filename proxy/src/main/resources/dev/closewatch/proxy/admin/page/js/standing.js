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

  start() {
    this.#look();
    document.addEventListener("visibilitychange", () => this.soon());
  }

  /** Looks again without waiting for its turn. */
  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), 300);
  }

  /** The peers that are flagged, the one flagged last first. */
  flagged() {
    const last = (peer) => Math.max(...peer.flags.map((flag) => Date.parse(flag.lastSeen)));
    return (this.peers?.data?.peers ?? [])
      .filter((peer) => peer.flags?.length > 0)
      .sort((a, b) => last(b) - last(a));
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
      this.tell("standing");
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), EVERY_MILLIS);
  }
}
