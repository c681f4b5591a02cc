// The kinds of closes, and the few groups that they are drawn in.

/** In the order of the stack, from the bottom, and of the legend. */
export const GROUPS = ["normal", "going_away", "empty", "policy", "abnormal", "illegal", "other"];

const KINDS_OF = {
  normal: ["normal"],
  going_away: ["going_away"],
  empty: ["empty"],
  policy: ["policy"],
  abnormal: ["abnormal"],
  illegal: ["reserved", "unassigned", "out_of_range", "malformed"],
  other: [
    "protocol_error",
    "unsupported_data",
    "invalid_payload",
    "too_big",
    "missing_extension",
    "internal_error",
    "service_restart",
    "try_again_later",
    "bad_gateway",
    "registered",
    "private",
    "unobserved",
  ],
};

const GROUP_OF = new Map(GROUPS.flatMap((group) => KINDS_OF[group].map((kind) => [kind, group])));

/** Returns a kind's group; one that this page does not know yet is another one. */
export function groupOf(kind) {
  return GROUP_OF.get(kind) ?? "other";
}

export function kindsOf(group) {
  return KINDS_OF[group];
}

/** Returns the kinds that a filter stands for: those of a group, or a kind as it is. */
export function kindsOfFilter(filter) {
  return filter === "" ? [] : (KINDS_OF[filter] ?? [filter]);
}

/** Returns whether a filter is all that a group counts. */
export function isWholeGroup(filter) {
  return Object.hasOwn(KINDS_OF, filter);
}
