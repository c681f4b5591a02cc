// Flags: what a peer is flagged for and why, and whose flags a close bears.

import { linkTo } from "./address.js";
import { el, quoted, visible } from "./element.js";
import { because, evidenceList } from "./evidence.js";
import { clock, list, number } from "./format.js";
import { part } from "./sheet.js";
import { named, t } from "./words.js";

/** Its story in sentences; the figures behind it on demand. */
export function flagBlock(peer, flag, opened) {
  const key = `${peer.side} ${peer.peer} ${flag.rule}`;
  const { lastReason } = flag.evidence ?? {};
  const { name, meaning, todo } = named("rules", flag.rule);
  const times = flag.count === 1 ? t("peers.once") : t("peers.times", { n: number(flag.count) });
  const when = t("peers.firstLast", {
    first: clock(Date.parse(flag.firstSeen)),
    last: clock(Date.parse(flag.lastSeen)),
  });
  return el(
    "section",
    { class: "flag-block" },
    el("h4", {}, name),
    el("p", {}, meaning),
    labelled(t("peers.why"), because(flag)),
    lastReason ? labelled(t("peers.lastReason"), quoted(lastReason)) : null,
    labelled(t("peers.todo"), todo),
    el(
      "details",
      { "data-flag": key, open: opened.has(key) },
      el("summary", {}, t("peers.evidence")),
      evidenceList(flag.evidence),
    ),
    el("p", { class: "note" }, `${times}; ${when} · `, el("code", {}, visible(flag.rule))),
  );
}

function labelled(name, text) {
  return text === "" ? null : el("p", {}, el("b", {}, `${name}: `), text);
}

/** Each flag with whose it is: of the service's flags its clients are innocent. */
export function flagsPart(close, standing) {
  const rows = close.flags.map((rule) => {
    const { name, meaning } = named("rules", rule);
    const owners = standing.ownersOf(close, rule);
    const whose = owners.map((side) => t(`ui.${side}`));
    const links = owners.map((side) =>
      el(
        "a",
        { href: linkTo({ view: "peers", peer: close[side].peer, close: "" }) },
        quoted(close[side].peer),
      ),
    );
    return el(
      "li",
      {},
      el("b", {}, `${owners.length === 0 ? t("detail.flagOver") : list(whose)}: ${name}`),
      ". ",
      meaning,
      links.length === 0 ? null : [` ${t("peers.why")}: `, links[0]],
      links.slice(1).map((link) => [", ", link]),
    );
  });
  return rows.length === 0
    ? null
    : part(t("detail.flags"), el("ul", { class: "plain spaced" }, rows));
}
