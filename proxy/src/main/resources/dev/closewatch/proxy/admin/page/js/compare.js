// Two close codes side by side; 1005 and 1008 unless others are asked for.

import { go, linkTo } from "./address.js";
import { getSpoken } from "./api.js";
import { el, icon, visible } from "./element.js";
import { groupOf } from "./kinds.js";
import { t } from "./words.js";

const OFTEN = [
  ["1005", "1008"],
  ["1005", "1006"],
  ["1000", "1005"],
  ["1000", "1001"],
  ["1006", "1011"],
  ["1003", "1008"],
  ["1011", "1012"],
];

export function comparison() {
  const first = el("select", { change: () => go({ a: first.value }) });
  const second = el("select", { change: () => go({ b: second.value }) });
  const swap = el("a", { class: "button" }, icon("swap"), t("codes.swap"));
  const often = OFTEN.map(([a, b]) => ({ a, b, link: el("a", {}, `${a} / ${b}`) }));
  const result = el("div", { class: "comparison", "aria-live": "polite" });
  let shown = "";
  let wanted = { a: "", b: "" };

  async function compare(a, b) {
    const pair = `${a}/${b}`;
    if (pair === shown) {
      return;
    }
    shown = pair;
    const path = `/api/codes/${encodeURIComponent(a)}/vs/${encodeURIComponent(b)}`;
    const { data, status, error } = await getSpoken(path);
    if (pair === shown) {
      result.replaceChildren(
        ...(data === undefined
          ? [el("p", { class: "nothing" }, status === 404 ? t("ui.unavailable") : visible(error))]
          : sideBySide(data)),
      );
    }
  }

  function choose() {
    for (const [select, value] of [
      [first, wanted.a],
      [second, wanted.b],
    ]) {
      select.value = value;
      if (select.value !== value && select.options.length > 0) {
        select.append(el("option", { value }, visible(value)));
        select.value = value;
      }
    }
  }

  return {
    element: el(
      "section",
      { class: "card compare", "aria-labelledby": "compare" },
      el("h3", { id: "compare" }, t("codes.compareHeading")),
      el(
        "div",
        { class: "filters" },
        el("label", { class: "filter" }, el("span", {}, t("codes.first")), first),
        el("label", { class: "filter" }, el("span", {}, t("codes.second")), second),
        el("div", { class: "filter-actions" }, swap),
      ),
      el(
        "p",
        { class: "note often" },
        t("codes.often"),
        often.map(({ link }) => [" ", link]).flat(),
      ),
      result,
    ),
    offer(entries) {
      for (const select of [first, second]) {
        select.replaceChildren(
          ...entries.map((entry) => el("option", { value: entry.id }, entry.heading)),
        );
      }
      choose();
    },
    show(now) {
      wanted = { a: now.a, b: now.b };
      swap.href = linkTo({ a: now.b, b: now.a });
      often.forEach(({ a, b, link }) => {
        link.href = linkTo({ a, b });
      });
      choose();
      compare(now.a, now.b);
    },
  };
}

function sideBySide(compared) {
  return [
    el("p", { class: "lead" }, compared.summary),
    el("h4", {}, t("codes.differences")),
    el(
      "ul",
      {},
      compared.differences.map((difference) => el("li", {}, difference)),
    ),
    el("div", { class: "columns" }, compared.sides.map(column)),
  ];
}

function column({ entry, whenSeen, whenToUse }) {
  const kind = entry.counting.labels[0].kind;
  return el(
    "section",
    { class: `column ${groupOf(kind)}` },
    el(
      "h4",
      { class: "column-head" },
      el("span", { class: `swatch ${groupOf(kind)}` }),
      entry.heading,
      entry.onWire.allowed ? null : el("span", { class: "flag" }, t("codes.neverSent")),
    ),
    el("p", {}, entry.meaning),
    el("h5", {}, t("codes.when")),
    el(
      "ul",
      {},
      whenSeen.map((item) => el("li", {}, item)),
    ),
    el("h5", {}, t("codes.fix")),
    el(
      "ul",
      {},
      entry.howToFix.map((item) => el("li", {}, item)),
    ),
    el("h5", {}, t("codes.which")),
    el("p", {}, whenToUse),
    el("h5", {}, t("codes.who")),
    el("p", {}, entry.who.text),
  );
}
