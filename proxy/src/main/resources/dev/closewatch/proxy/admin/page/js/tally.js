// Counts of closes by time and group, for the chart: as many as an hour needs, and never more.

import { GROUPS } from "./kinds.js";

/** The finest bar; wider ones are sums. */
export const STEP_SECONDS = 5;
const STEP = STEP_SECONDS * 1000;
const MOST = 4_000;

export class Tally {
  #counts = new Map();

  /** Counts closes at a time, in milliseconds. */
  add(millis, group, count = 1) {
    const at = Math.floor(millis / STEP) * STEP;
    let row = this.#counts.get(at);
    if (!row) {
      row = new Float64Array(GROUPS.length);
      this.#counts.set(at, row);
      this.#forget();
    }
    row[GROUPS.indexOf(group)] += count;
  }

  /** Counts closes of which it is only known that they were in this stretch of time. */
  spread(fromMillis, toMillis, group, count) {
    const steps = Math.max(1, Math.round((toMillis - fromMillis) / STEP));
    for (let i = 0; i < steps; i++) {
      this.add(toMillis - i * STEP, group, count / steps);
    }
  }

  #forget() {
    if (this.#counts.size > MOST) {
      const oldest = [...this.#counts.keys()].sort((a, b) => a - b).slice(0, MOST / 4);
      oldest.forEach((at) => this.#counts.delete(at));
    }
  }

  /** Returns one array of counts for each group, and the time at which each bar begins. */
  bars(fromMillis, toMillis, barMillis) {
    const size = Math.max(1, Math.round((toMillis - fromMillis) / barMillis));
    const starts = Array.from({ length: size }, (_, i) => fromMillis + i * barMillis);
    const groups = GROUPS.map(() => new Float64Array(size));
    for (const [at, row] of this.#counts) {
      const bar = Math.floor((at - fromMillis) / barMillis);
      if (bar >= 0 && bar < size) {
        row.forEach((count, group) => {
          groups[group][bar] += count;
        });
      }
    }
    return { starts, groups };
  }

  /** Returns the time of the oldest count, or the one given if there is none. */
  oldest(otherwise) {
    return this.#counts.size === 0 ? otherwise : Math.min(...this.#counts.keys());
  }

  clear() {
    this.#counts.clear();
  }
}
