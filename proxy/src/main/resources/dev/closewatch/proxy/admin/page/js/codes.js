// The catalogue of close codes: two of them side by side, then every one.

import { linkTo } from "./address.js";
import { getSpoken } from "./api.js";
import { comparison } from "./compare.js";
import { el, visible } from "./element.js";
import { groupOf } from "./kinds.js";
import { t } from "./words.js";

export function codesView() {
  const compared = comparison();
  const all = el("div", { class: "codes" }, el("p", { class: "note" }, t("ui.loading")));

  async function load() {
    const { data, status, error } = await getSpoken("/api/codes");
    if (data === undefined) {
      const text = status === 404 ? t("ui.unavailable") : t("ui.failed", { why: visible(error) });
      all.replaceChildren(el("p", { class: "nothing" }, text));
    } else {
      compared.offer(data.codes);
      all.replaceChildren(...data.codes.map(entryCard));
    }
  }

  load();
  return {
    element: el(
      "div",
      { class: "view" },
      el("h2", {}, t("codes.heading")),
      el("p", { class: "intro" }, t("codes.intro")),
      compared.element,
      el("h3", { class: "section" }, t("codes.allHeading")),
      all,
    ),
    show: (now) => compared.show(now),
    end() {},
  };
}

function entryCard(entry) {
  return el(
    "details",
    { class: "card entry", "data-code": entry.id },
    el(
      "summary",
      {},
      el(
        "span",
        { class: "entry-head" },
        el("span", { class: `swatch ${groupOf(entry.counting.labels[0].kind)}` }),
        el("b", {}, entry.heading),
        entry.onWire.allowed ? null : el("span", { class: "flag" }, t("codes.neverSent")),
      ),
      el("span", { class: "brief" }, sentence(entry.brief)),
    ),
    entryBody(entry),
  );
}

/** Everything there is to say of a code. */
function entryBody(entry) {
  const texts = (name, items) => [
    el("h4", {}, t(`codes.${name}`)),
    Array.isArray(items)
      ? el(
          "ul",
          {},
          items.map((item) => el("li", {}, item)),
        )
      : el("p", {}, items),
  ];
  return el(
    "div",
    { class: "entry-body" },
    texts("meaning", entry.meaning),
    texts("when", entry.whenSeen),
    texts("fix", entry.howToFix),
    texts("use", entry.whenToSend),
    texts("wire", entry.onWire.text),
    texts("who", entry.who.text),
    texts("counting", entry.counting.text),
    entry.code === null
      ? null
      : el(
          "p",
          {},
          el(
            "a",
            { href: linkTo({ view: "live", code: entry.code, kind: "" }) },
            t("codes.closes"),
          ),
        ),
  );
}

function sentence(brief) {
  return brief[0].toLocaleUpperCase() + brief.slice(1) + ".";
}
