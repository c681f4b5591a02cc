// What the page shows stands in its address, so that a link shows the same to somebody else.

const DEFAULTS = {
  view: "live",
  lang: null,
  route: "",
  kind: "",
  code: "",
  cause: "",
  peer: "",
  requestId: "",
  since: "",
  until: "",
  range: "5m",
  close: "",
  flagged: "",
  a: "1005",
  b: "1008",
};

/** What narrows the closes down. */
export const FILTERS = ["kind", "route", "peer", "requestId", "code", "cause", "since", "until"];

const CHANGED = "closewatch:address";
const MAX_CHARS = 256;

/** Returns what the address says now, every key set. */
export function state() {
  const query = new URLSearchParams(location.search);
  const now = {};
  for (const [key, usual] of Object.entries(DEFAULTS)) {
    now[key] = (query.get(key) ?? usual)?.slice(0, MAX_CHARS) ?? null;
  }
  return now;
}

/** Returns the address of what is shown now, but for these changes. */
export function linkTo(changes) {
  const query = new URLSearchParams();
  const wanted = { ...state(), ...changes };
  for (const [key, usual] of Object.entries(DEFAULTS)) {
    if (wanted[key] !== null && wanted[key] !== "" && wanted[key] !== usual) {
      query.set(key, wanted[key]);
    }
  }
  const text = query.toString();
  return text === "" ? "/" : "/?" + text;
}

/** Goes there; with `replace` the way back leads past what is shown now. */
export function go(changes, { replace = false } = {}) {
  const link = linkTo(changes);
  if (link !== location.pathname + location.search) {
    history[replace ? "replaceState" : "pushState"](null, "", link);
  }
  dispatchEvent(new Event(CHANGED));
}

/** Returns the filters that are set, and nothing else. */
export function filtersOf(now) {
  return Object.fromEntries(FILTERS.filter((key) => now[key]).map((key) => [key, now[key]]));
}

/** No filter at all, as changes. */
export function noFilters() {
  return Object.fromEntries(FILTERS.map((key) => [key, ""]));
}

/** Tells of every change, by a link, by `go`, or by the way back. */
export function onChange(listener) {
  addEventListener(CHANGED, listener);
  addEventListener("popstate", listener);
  document.addEventListener("click", (click) => {
    const link = click.target.closest?.("a[href]");
    const plain = click.button === 0 && !(click.ctrlKey || click.metaKey || click.shiftKey);
    if (link && plain && link.origin === location.origin && link.pathname === "/" && !link.hash) {
      click.preventDefault();
      history.pushState(null, "", link.href);
      dispatchEvent(new Event(CHANGED));
    }
  });
}
