// What stands out, in a sentence each: flagged peers, and findings about the whole service.

import { linkTo } from "./address.js";
import { el, quoted } from "./element.js";
import { because } from "./evidence.js";
import { number, seconds } from "./format.js";
import { paced } from "./paint.js";
import { newestFlag } from "./standing.js";
import { named, t } from "./words.js";

const MOST_PEERS = 4;
const MOST_FINDINGS = 3;

export function standout(app) {
  const list = el("ul", {});
  const links = el("p", { class: "note" });
  const element = el(
    "section",
    { class: "card standout", "aria-labelledby": "standout" },
    el("h2", { id: "standout" }, t("standout.heading")),
    list,
    links,
  );

  function draw() {
    const { standing } = app;
    const nothingToAsk =
      standing.peers?.data === undefined && standing.findings?.data === undefined;
    element.hidden = nothingToAsk;
    if (app.paused || nothingToAsk) {
      return;
    }
    const peers = standing.flagged();
    const findings = standing.found();
    const rows = [
      ...findings.slice(0, MOST_FINDINGS).map(findingRow),
      ...varied(peers).map((peer) => peerRow(peer, app)),
    ];
    list.replaceChildren(
      ...(rows.length === 0 ? [el("li", { class: "quiet" }, t("standout.quiet"))] : rows),
    );
    const more = (shown, all, view, text) =>
      all > shown ? el("a", { href: linkTo({ view }) }, `${t(text)} (${number(all)})`) : null;
    links.replaceChildren(
      ...[
        more(MOST_FINDINGS, findings.length, "findings", "standout.allFindings"),
        more(MOST_PEERS, peers.length, "peers", "standout.allPeers"),
      ].filter(Boolean),
    );
  }

  const end = app.standing.on("standing", paced(draw, 1_000));
  draw();
  return { element, end };
}

/** One peer for each rule, as long as there is room; then others. */
function varied(peers) {
  const rules = new Set();
  const [first, rest] = [[], []];
  for (const peer of peers) {
    const { rule } = newestFlag(peer);
    (rules.has(rule) ? rest : first).push(peer);
    rules.add(rule);
  }
  return [...first, ...rest].slice(0, MOST_PEERS);
}

function findingRow(finding) {
  const { name, meaning } = named("findingNames", finding.finding);
  return el(
    "li",
    { class: "standout-row finding" },
    el("span", { class: "tag tag-finding" }, t("standout.finding")),
    el(
      "p",
      {},
      el("a", { class: "strong", href: linkTo({ view: "findings" }) }, name),
      " ",
      el("span", { class: "why" }, finding.explanation ? quoted(finding.explanation) : meaning),
    ),
  );
}

function peerRow(peer, app) {
  const newest = newestFlag(peer);
  const { name, meaning } = named("rules", newest.rule);
  const last = Math.round((app.feed.totals.now() - Date.parse(newest.lastSeen)) / 1000);
  return el(
    "li",
    { class: "standout-row" },
    el("span", { class: "tag tag-peer" }, named("initiatorsShort", peer.side).name),
    el(
      "p",
      {},
      el(
        "a",
        { class: "strong mono", href: linkTo({ view: "peers", peer: peer.peer }) },
        quoted(peer.peer),
      ),
      " ",
      el("b", {}, name),
      peer.flags.length > 1
        ? ` (${t("standout.more", { n: number(peer.flags.length - 1) })})`
        : null,
      ". ",
      el("span", { class: "why" }, meaning, " ", because(newest)),
    ),
    el(
      "span",
      { class: "note when" },
      last < 1 ? t("ui.justNow") : t("ui.ago", { time: seconds(last) }),
    ),
  );
}
