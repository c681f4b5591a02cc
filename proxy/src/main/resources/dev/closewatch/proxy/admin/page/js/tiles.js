// Four figures: what is open, what comes, what goes, what never came to be.

import { linkTo } from "./address.js";
import { el, setText } from "./element.js";
import { number, rate } from "./format.js";
import { paced } from "./paint.js";
import { t } from "./words.js";

export function tiles(app) {
  const active = tile("active");
  const opened = tile("opened");
  const closed = tile("closed");
  const refused = tile("refused", { href: linkTo({ view: "handshakes" }) });
  setText(opened.note, t("now.rateNote"));
  setText(refused.note, t("now.refusedNote"));

  function draw() {
    const { newest } = app.feed.totals;
    if (newest === null || app.paused) {
      return;
    }
    const rates = app.feed.totals.rates();
    setText(active.figure, number(newest.active));
    setText(active.note, t("now.activeNote", { n: number(newest.opened) }));
    setText(opened.figure, rates === null ? t("ui.never") : rate(rates.opened));
    setText(closed.figure, rates === null ? t("ui.never") : rate(rates.closed));
    setText(closed.note, t("now.closedNote", { n: number(app.feed.totals.closed()) }));
    setText(refused.figure, number(newest.notUpgraded));
  }

  const end = app.feed.on("totals", paced(draw, 500));
  draw();
  return {
    element: el(
      "section",
      { class: "tiles", "aria-labelledby": "now" },
      el("h2", { id: "now", class: "spoken" }, t("now.heading")),
      [active, opened, closed, refused].map(({ element }) => element),
    ),
    end,
  };
}

function tile(name, link = null) {
  const figure = el("span", { class: "figure" }, t("ui.never"));
  const label = el(link ? "a" : "span", { class: "label", ...link }, t(`now.${name}`));
  const note = el("span", { class: "note" });
  return { figure, note, element: el("p", { class: "tile" }, figure, label, note) };
}
