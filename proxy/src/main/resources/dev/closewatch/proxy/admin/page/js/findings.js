// Findings: what many closes together say about the service as a whole.

import { linkTo } from "./address.js";
import { el, quoted, visible } from "./element.js";
import { evidenceList } from "./evidence.js";
import { clock } from "./format.js";
import { named, t } from "./words.js";

export function findingsView(app) {
  const list = el("div", { class: "cards" });
  let drawn = "";

  function draw() {
    const { findings } = app.standing;
    if (app.paused || findings === null) {
      return;
    }
    const next = JSON.stringify(findings);
    if (next !== drawn) {
      drawn = next;
      list.replaceChildren(...cards(findings));
    }
  }

  const end = app.standing.on("standing", draw);
  draw();
  return {
    element: el(
      "div",
      { class: "view" },
      el("h2", {}, t("findings.heading")),
      el("p", { class: "intro" }, t("findings.intro")),
      list,
    ),
    show: draw,
    end,
  };
}

function cards(answer) {
  if (answer.data === undefined) {
    const text =
      answer.status === 404 ? t("ui.unavailable") : t("ui.failed", { why: visible(answer.error) });
    return [el("p", { class: "nothing" }, text)];
  }
  const { findings } = answer.data;
  return findings.length === 0
    ? [el("p", { class: "nothing" }, t("findings.none"))]
    : findings.map(findingCard);
}

function findingCard(finding) {
  const { name, meaning } = named("findingNames", finding.finding);
  const route = finding.route ?? "";
  return el(
    "article",
    { class: "card finding" },
    el("h3", {}, name),
    finding.explanation ? el("p", { class: "lead" }, quoted(finding.explanation)) : null,
    el("p", {}, meaning),
    evidenceList(finding.evidence),
    el(
      "p",
      { class: "note" },
      t("findings.firstLast", {
        first: clock(Date.parse(finding.firstSeen)),
        last: clock(Date.parse(finding.lastSeen)),
      }),
      route === "" ? null : [` · ${t("findings.route")} `, quoted(route)],
      " · ",
      el("code", {}, visible(finding.finding)),
    ),
    el(
      "p",
      { class: "actions" },
      el("a", { class: "button", href: linkTo({ view: "live", route }) }, t("findings.closes")),
    ),
  );
}
