// The newest closes. The list stands still while somebody points at it or has something open.

import { filtersOf, go, linkTo } from "./address.js";
import { el, quoted, setText, visible } from "./element.js";
import { clock, fullTime, number, seconds } from "./format.js";
import { LISTED } from "./feed.js";
import { groupOf } from "./kinds.js";
import { paced } from "./paint.js";
import { named, t } from "./words.js";

const COLUMNS = ["time", "code", "what", "by", "peer", "lived"];
const EVERY_MILLIS = 500;

export function closesList(app) {
  const body = el("tbody", { role: "rowgroup" });
  const head = COLUMNS.map((name) =>
    el("th", { scope: "col", role: "columnheader", class: `col-${name}` }, t(`closes.${name}`)),
  );
  const table = el(
    "table",
    { class: "closes rows", role: "table" },
    el("caption", { class: "spoken" }, t("closes.caption")),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, head)),
    body,
  );
  const held = el("p", { class: "held", hidden: true });
  const message = el("p", { class: "nothing", hidden: true });
  const below = el("p", { class: "note below" });
  const rows = new Map();
  let pointed = false;
  let arrivedWhenHeld = null;
  let filtered = false;
  let inThePast = false;

  function isHeld() {
    const looking =
      pointed || body.matches(":focus-within") || document.querySelector("dialog[open]");
    return looking && body.rows.length > 0;
  }

  function draw() {
    if (app.paused) {
      return;
    }
    if (isHeld()) {
      arrivedWhenHeld ??= app.feed.arrived;
      const waiting = app.feed.arrived - arrivedWhenHeld;
      setText(held, t("closes.held", { n: number(waiting) }));
      held.hidden = waiting === 0;
      return;
    }
    arrivedWhenHeld = null;
    held.hidden = true;
    arrange(body, rows, app);
    drawNotes();
  }

  function drawNotes() {
    const { closesError, closes, loading, missed, truncated } = app.feed;
    const none = closes.length === 0 && !loading;
    message.hidden = !(none || closesError);
    table.hidden = closes.length === 0;
    setText(
      message,
      closesError
        ? t("ui.failed", { why: visible(closesError.error) })
        : t(inThePast ? "closes.emptyTime" : filtered ? "closes.emptyFiltered" : "closes.empty"),
    );
    setText(
      below,
      [
        missed > 0 ? t("closes.missed", { n: number(missed) }) : "",
        truncated || closes.length === LISTED ? t("closes.truncated", { n: number(LISTED) }) : "",
      ]
        .filter(Boolean)
        .join(" "),
    );
  }

  body.addEventListener("pointerenter", (event) => {
    pointed = event.pointerType === "mouse";
  });
  body.addEventListener("pointerleave", () => {
    pointed = false;
    soon();
  });
  body.addEventListener("focusout", () => soon());
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (row && !event.target.closest("a") && getSelection().isCollapsed) {
      go({ close: row.dataset.id });
    }
  });
  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const next = step && event.target.closest("tr")?.[step];
    if (next) {
      event.preventDefault();
      next.querySelector("a").focus();
    }
  });

  const soon = paced(draw, EVERY_MILLIS);
  const ends = [app.feed.on("closes", soon), app.standing.on("standing", soon)];
  return {
    element: el(
      "section",
      { class: "card closes-card", "aria-labelledby": "closes" },
      el(
        "div",
        { class: "card-head" },
        el("h2", { id: "closes" }, t("closes.heading")),
        el("p", { class: "note" }, t("closes.hint")),
      ),
      held,
      message,
      table,
      below,
    ),
    show(now) {
      filtered = Object.keys(filtersOf(now)).length > 0;
      inThePast = Date.parse(now.until) < Date.now();
      soon();
    },
    end() {
      ends.forEach((end) => end());
    },
  };
}

/** Gives the body the rows of the closes in their order, and keeps those that it has. */
function arrange(body, rows, app) {
  let next = body.firstElementChild;
  const kept = new Set();
  for (const close of app.feed.closes) {
    const flags = app.standing.flagsOfClient(close);
    let row = rows.get(close.id);
    if (row?.dataset.told !== told(close, flags)) {
      row?.remove();
      next = next === row ? body.firstElementChild : next;
      row = closeRow(close, flags);
      rows.set(close.id, row);
    }
    kept.add(close.id);
    if (row === next) {
      next = next.nextElementSibling;
    } else {
      body.insertBefore(row, next);
    }
  }
  for (const [id, row] of rows) {
    if (!kept.has(id)) {
      row.remove();
      rows.delete(id);
    }
  }
}

/** What of a row can change: the language that it is told in, and whose a flag is known to be. */
function told(close, flags) {
  return [close.explanation ?? "", ...flags].join("\n");
}

function closeRow(close, flags) {
  const at = Date.parse(close.closedAt);
  const cell = (name, ...content) => el("td", { role: "cell", class: `col-${name}` }, content);
  return el(
    "tr",
    { role: "row", "data-id": close.id, "data-told": told(close, flags) },
    cell("time", el("time", { datetime: close.closedAt, title: fullTime(at) }, clock(at))),
    cell("code", badge(close.kind, close.code)),
    cell(
      "what",
      el("a", { class: "what", href: linkTo({ close: close.id }) }, sentence(close)),
      flags.map((rule) => el("span", { class: "flag" }, named("rules", rule).name)),
    ),
    cell("by", named("initiatorsShort", close.initiator).name),
    cell(
      "peer",
      el(
        "a",
        { class: "mono", href: linkTo({ peer: close.client.peer }) },
        quoted(close.client.peer),
      ),
    ),
    cell("lived", seconds(close.durationSeconds)),
  );
}

function sentence(close) {
  if (close.explanation) {
    return quoted(close.explanation);
  }
  const reason = visible(close.reason);
  const { meaning, name } = named("kinds", close.kind);
  const told = reason === "" ? null : [" ", el("bdi", {}, t("closes.reason", { reason }))];
  return [meaning || name, told].flat();
}

/** A kind in its colour, with the code that stands for it. */
export function badge(kind, code) {
  return el(
    "span",
    { class: "kind" },
    el("span", { class: `swatch ${groupOf(kind)}` }),
    el("span", { class: "code" }, code === null ? t("closes.noCode") : String(code)),
    el("span", { class: "kind-name" }, named("kinds", kind).name),
  );
}
