// The ledger of a close: what went over the wire, and what each side's program was told of it.

import { el, quoted, visible } from "./element.js";
import { seconds } from "./format.js";
import { named, t } from "./words.js";

export function ledger(close) {
  const opened = Date.parse(close.openedAt);
  const row = (name, cells) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      cells.map((cell) => el("td", {}, cell)),
    );
  return el(
    "table",
    { class: "sides-table ledger" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("td", {}),
        el("th", { scope: "col" }, t("ui.client")),
        el("th", { scope: "col" }, t("ui.service")),
      ),
    ),
    el(
      "tbody",
      {},
      row(t("detail.sent"), [sent(close.clientClose, opened), sent(close.serviceClose, opened)]),
      row(t("detail.told"), [told(close.clientSees), told(close.serviceSees)]),
    ),
  );
}

function sent(close, opened) {
  if (close === null) {
    return el("span", { class: "none" }, t("detail.noClose"));
  }
  const what =
    close.kind === "empty"
      ? t("detail.emptyClose")
      : close.code === null
        ? t("detail.malformedClose")
        : el("span", { class: "code" }, String(close.code));
  const after = (Date.parse(close.at) - opened) / 1000;
  return [
    el("span", { class: "big" }, what),
    close.kind === "empty"
      ? null
      : el("span", { class: "kind-name" }, named("kinds", close.kind).name),
    reason(close.reason),
    el("span", { class: "note" }, t("detail.at", { time: seconds(Math.max(0, after)) })),
  ];
}

function told(seen) {
  const code = seen.code === null ? t("closes.noCode") : String(seen.code);
  return [el("span", { class: "big" }, el("span", { class: "code" }, code)), reason(seen.reason)];
}

function reason(text) {
  return visible(text) === "" ? null : quoted(text, { class: "reason" });
}
