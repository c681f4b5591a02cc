// Which closes are asked for: the same as the API's filters, for those that come by the stream.

import { kindsOfFilter } from "./kinds.js";

/** Returns a predicate for closes. */
export function matching(filters) {
  const kinds = kindsOfFilter(filters.kind ?? "");
  const since = filters.since ? Date.parse(filters.since) : -Infinity;
  const until = filters.until ? Date.parse(filters.until) : Infinity;
  return (close) => {
    const at = Date.parse(close.closedAt);
    return (
      (kinds.length === 0 || kinds.includes(close.kind)) &&
      (!filters.route || filters.route === close.route) &&
      (!filters.peer || [close.client.peer, close.service.peer].includes(filters.peer)) &&
      (!filters.requestId || filters.requestId === close.requestId) &&
      (!filters.code || filters.code === String(close.code ?? "none")) &&
      (!filters.cause || filters.cause === close.policy?.cause) &&
      !(at < since) &&
      !(at >= until)
    );
  };
}

/** Returns the API's parameters, once for each kind that is asked for. */
export function queries(filters) {
  const kinds = kindsOfFilter(filters.kind ?? "");
  return kinds.length === 0 ? [filters] : kinds.map((kind) => ({ ...filters, kind }));
}
