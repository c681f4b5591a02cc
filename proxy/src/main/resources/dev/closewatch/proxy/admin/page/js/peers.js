// Peers: who is flagged, for what, on which evidence, and what to do about it.

import { linkTo } from "./address.js";
import { get } from "./api.js";
import { el, quoted, visible } from "./element.js";
import { flagBlock } from "./flags.js";
import { number } from "./format.js";
import { GROUPS, groupOf } from "./kinds.js";
import { paint } from "./paint.js";
import { hasToken } from "./session.js";
import { createSheet, rawText } from "./sheet.js";
import { named, t } from "./words.js";

const MOST = 100;

export function peersView(app) {
  const list = el("div", { class: "cards" });
  const switches = flaggedSwitch();
  const sheet = createSheet(() => sheet.close());
  const report = (peer) => showReport(sheet, peer);
  const opened = new Set();
  let now = null;
  let drawn = "";

  async function look() {
    // Whoever is at a card with the keyboard, or reads a report, is not to lose the place.
    const busy = list.matches(":focus-within") || document.querySelector("dialog[open]");
    if (now === null || ((app.paused || busy) && drawn !== "")) {
      return;
    }
    const asked = now;
    const answer = await ask(asked, app.standing);
    if (asked !== now || answer === null) {
      return;
    }
    const next = JSON.stringify(answer);
    if (next !== drawn) {
      drawn = next;
      paint(() => list.replaceChildren(...cards(answer, asked, { opened, report })));
    }
  }

  list.addEventListener(
    "toggle",
    ({ target }) =>
      target.open ? opened.add(target.dataset.flag) : opened.delete(target.dataset.flag),
    true,
  );

  const end = app.standing.on("standing", look);
  return {
    element: el(
      "div",
      { class: "view" },
      el(
        "div",
        { class: "view-head" },
        el("h2", { id: "peers" }, t("peers.heading")),
        switches.element,
      ),
      el("p", { class: "intro" }, t("peers.intro")),
      list,
    ),
    show(next) {
      now = next;
      drawn = "";
      switches.show(now);
      look();
    },
    end() {
      end();
      sheet.end();
    },
  };
}

/** Returns {data: {peers}} or {status, error}, or null as long as nothing is known. */
async function ask(now, standing) {
  if (now.peer) {
    const { data, ...failed } = await get(`/api/peers/${encodeURIComponent(now.peer)}`);
    return data ? { data: { peers: [data] } } : failed;
  }
  return now.flagged === "false" ? get("/api/peers", { limit: MOST }) : standing.peers;
}

function cards(answer, now, context) {
  if (answer.data === undefined) {
    const text =
      answer.status !== 404
        ? t("ui.failed", { why: visible(answer.error) })
        : t(now.peer ? "peers.unknown" : "ui.unavailable");
    return [el("p", { class: "nothing" }, text)];
  }
  const { peers } = answer.data;
  return peers.length === 0
    ? [
        el(
          "p",
          { class: "nothing" },
          t(now.flagged === "false" ? "peers.none" : "peers.noneFlagged"),
        ),
      ]
    : peers.map((peer) => peerCard(peer, context));
}

function peerCard(peer, { opened, report }) {
  const flags = peer.flags ?? [];
  return el(
    "article",
    { class: "card peer", "data-peer": peer.peer },
    el(
      "div",
      { class: "card-head" },
      el("h3", {}, quoted(peer.peer, { class: "mono" })),
      el(
        "p",
        { class: "note" },
        t(peer.side === "service" ? "peers.sideService" : "peers.sideClient"),
        " · ",
        t("peers.opened", { n: number(peer.opened ?? 0) }),
      ),
    ),
    mix(peer.closes ?? {}),
    flags.length === 0 ? el("p", { class: "note" }, t("peers.noFlags")) : flags.map((flag) => flagBlock(peer, flag, opened)),
    el(
      "p",
      { class: "actions" },
      el(
        "a",
        { class: "button", href: linkTo({ view: "live", peer: peer.peer }) },
        t("peers.closes"),
      ),
      el(
        "button",
        { type: "button", class: "button", click: () => report(peer.peer) },
        t("peers.report"),
      ),
    ),
  );
}

/** How the peer's connections ended: a bar of its groups, and the same in words. */
function mix(closes) {
  const counts = new Map(GROUPS.map((group) => [group, 0]));
  for (const [kind, count] of Object.entries(closes)) {
    counts.set(groupOf(kind), counts.get(groupOf(kind)) + count);
  }
  const present = [...counts].filter(([, count]) => count > 0);
  if (present.length === 0) {
    return null;
  }
  const bar = el(
    "div",
    { class: "mix", "aria-hidden": "true" },
    present.map(([group, count]) => {
      const piece = el("span", { class: `fill ${group}` });
      piece.style.flexGrow = count;
      return piece;
    }),
  );
  const words = present.map(([group, count]) =>
    el(
      "li",
      {},
      el("span", { class: `swatch ${group}` }),
      named("groups", group).name,
      " ",
      el("b", {}, number(count)),
    ),
  );
  return el(
    "div",
    {},
    bar,
    el("ul", { class: "mix-words", "aria-label": t("peers.ended") }, words),
  );
}

async function showReport(sheet, peer) {
  const path = `/api/peers/${encodeURIComponent(peer)}/report`;
  const { data, status, error } = await get(path, {}, { as: "text" });
  const content =
    data === undefined
      ? el("p", {}, status === 404 ? t("ui.unavailable") : t("ui.failed", { why: visible(error) }))
      : [
          ...(hasToken() ? [] : [reportLink(path)]), // a link sends no token
          rawText(data.split("\n").map(visible).join("\n")),
        ];
  sheet.open(t("peers.reportHeading", { peer: visible(peer) }), content);
}

function reportLink(path) {
  return el(
    "p",
    {},
    el("a", { href: path, target: "_blank", rel: "noopener" }, t("peers.reportOpen")),
  );
}

function flaggedSwitch() {
  const flagged = el("a", {}, t("peers.flaggedOnly"));
  const everyone = el("a", {}, t("peers.everyone"));
  return {
    element: el("div", { class: "switch" }, flagged, everyone),
    show(now) {
      flagged.href = linkTo({ flagged: "", peer: "" });
      everyone.href = linkTo({ flagged: "false", peer: "" });
      const current = now.peer ? null : now.flagged === "false" ? everyone : flagged;
      for (const link of [flagged, everyone]) {
        if (link === current) {
          link.setAttribute("aria-current", "true");
        } else {
          link.removeAttribute("aria-current");
        }
      }
    },
  };
}
