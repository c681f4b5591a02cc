// Handshakes that came to nothing: what a browser cannot tell from a broken connection.

import { linkTo } from "./address.js";
import { el, quoted, setText, visible } from "./element.js";
import { clock, fullTime, seconds } from "./format.js";
import { paced } from "./paint.js";
import { named, t } from "./words.js";

const COLUMNS = ["time", "status", "what", "peer", "path", "took"];

export function handshakesView(app) {
  const body = el("tbody", { role: "rowgroup" });
  const head = COLUMNS.map((name) =>
    el("th", { scope: "col", role: "columnheader", class: `col-${name}` }, t(`handshakes.${name}`)),
  );
  const table = el(
    "table",
    { class: "rows handshakes", role: "table" },
    el("caption", { class: "spoken" }, t("handshakes.caption")),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, head)),
    body,
  );
  const message = el("p", { class: "nothing", hidden: true });
  const rows = new Map();
  let wanted = () => true;

  function draw() {
    if (app.paused) {
      return;
    }
    const { handshakes, handshakesError } = app.feed;
    const shown = handshakes.filter(wanted);
    table.hidden = shown.length === 0;
    message.hidden = shown.length > 0;
    setText(
      message,
      handshakesError
        ? t("ui.failed", { why: visible(handshakesError.error) })
        : t(handshakes.length > 0 ? "closes.emptyFiltered" : "handshakes.empty"),
    );
    const next = shown.map((handshake) => {
      const row = rows.get(handshake.id) ?? handshakeRow(handshake);
      rows.set(handshake.id, row);
      return row;
    });
    if (next.length !== body.rows.length || next[0] !== body.firstElementChild) {
      const ids = new Set(shown.map(({ id }) => id));
      [...rows.keys()].filter((id) => !ids.has(id)).forEach((id) => rows.delete(id));
      body.replaceChildren(...next);
    }
  }

  const soon = paced(draw, 500);
  const end = app.feed.on("handshakes", soon);
  return {
    element: el(
      "div",
      { class: "view" },
      el(
        "section",
        { class: "card", "aria-labelledby": "handshakes" },
        el("h2", { id: "handshakes" }, t("handshakes.heading")),
        el("p", { class: "intro" }, t("handshakes.intro")),
        message,
        table,
      ),
    ),
    show(now) {
      wanted = (handshake) =>
        (!now.peer || now.peer === handshake.peer) &&
        (!now.route || now.route === handshake.route) &&
        (!now.requestId || now.requestId === handshake.requestId);
      soon();
    },
    end,
  };
}

function handshakeRow(handshake) {
  const at = Date.parse(handshake.at);
  const cell = (name, ...content) => el("td", { role: "cell", class: `col-${name}` }, content);
  const status = String(handshake.status ?? t("handshakes.noStatus"));
  const byStatus = named("statuses", status);
  const refused = handshake.outcome === "refused" && byStatus.known;
  const { name } = refused ? byStatus : named("outcomes", handshake.outcome);
  return el(
    "tr",
    { role: "row" },
    cell("time", el("time", { datetime: handshake.at, title: fullTime(at) }, clock(at))),
    cell("status", el("span", { class: "code" }, status)),
    cell("what", name, " ", el("span", { class: "flag quiet" }, t("handshakes.browser"))),
    cell(
      "peer",
      el(
        "a",
        { class: "mono", href: linkTo({ peer: handshake.peer }) },
        quoted(handshake.peer ?? ""),
      ),
    ),
    cell("path", quoted(handshake.path ?? "", { class: "mono" })),
    cell("took", seconds(handshake.seconds)),
  );
}
