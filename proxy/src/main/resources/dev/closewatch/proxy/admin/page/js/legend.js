// The kinds of ends: how many, and in plain words what each one is. Pressing one filters by it.

import { linkTo } from "./address.js";
import { el, setText } from "./element.js";
import { number, percent } from "./format.js";
import { GROUPS } from "./kinds.js";
import { named, t } from "./words.js";

export function legend() {
  const rows = GROUPS.map(row);
  return {
    element: el(
      "div",
      { class: "legend" },
      el(
        "ul",
        { "aria-label": t("timeline.legend") },
        rows.map(({ element }) => element),
      ),
      el(
        "p",
        { class: "note" },
        el("a", { href: linkTo({ view: "codes", a: "", b: "" }) }, t("timeline.compare")),
      ),
    ),
    draw(counts) {
      const all = counts.reduce((sum, count) => sum + count, 0);
      rows.forEach((one, i) => one.draw(Math.round(counts[i]), all));
    },
    show: (now) => rows.forEach((one) => one.show(now)),
  };
}

function row(group) {
  const { name, code, meaning } = named("groups", group);
  const count = el("span", { class: "count" });
  const share = el("span", { class: "share" });
  const link = el(
    "a",
    { class: "legend-row", "data-group": group },
    el("span", { class: `swatch ${group}` }),
    el("span", { class: "name" }, name, code === "" ? null : el("span", { class: "code" }, code)),
    el("span", { class: "counts" }, count, share),
    el("span", { class: "meaning" }, meaning),
  );
  return {
    element: el("li", {}, link),
    draw(n, all) {
      setText(count, number(n));
      setText(share, n === 0 ? "" : percent(n / all));
      link.classList.toggle("zero", n === 0);
    },
    show(now) {
      const chosen = now.kind === group;
      link.href = linkTo({ kind: chosen ? "" : group });
      if (chosen) {
        link.setAttribute("aria-current", "true");
      } else {
        link.removeAttribute("aria-current");
      }
    },
  };
}
