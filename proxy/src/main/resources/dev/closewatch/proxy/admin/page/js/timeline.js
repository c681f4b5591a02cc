// Closes over time, stacked by kind, with a legend that says what each kind means.

import { go, linkTo, state } from "./address.js";
import { barChart } from "./barchart.js";
import { el, setText } from "./element.js";
import { clock, number, seconds } from "./format.js";
import { GROUPS } from "./kinds.js";
import { legend } from "./legend.js";
import { paced } from "./paint.js";
import { named, t } from "./words.js";

const RANGES = { "5m": 300, "15m": 900, "1h": 3600 };
const TABLE_ROWS = 12;

export function timeline(app) {
  const chart = barChart((since, until) =>
    go({ since: new Date(since).toISOString(), until: new Date(until).toISOString() }),
  );
  const key = legend();
  const ranges = rangeLinks();
  const eachBar = el("p", { class: "note each-bar" });
  const table = figuresTable();
  let now = state();

  function draw() {
    if (app.paused) {
      return;
    }
    const span = spanOf(now, app.feed, chart.room());
    const { tally, only } = app.feed.chart();
    const { starts, groups } = tally.bars(span.from, span.to, span.bar);
    if (only !== "") {
      groups.forEach((row, i) => GROUPS[i] !== only && row.fill(0));
    }
    chart.draw(starts, groups, span.bar);
    key.draw(groups.map(sum));
    table.draw(starts, groups);
    setText(eachBar, t("timeline.eachBar", { seconds: seconds(span.bar / 1000) }));
    chart.describe(t("timeline.summary", { figures: inWords(groups) }));
  }

  const soon = paced(draw, 500);
  const ends = [app.feed.on("totals", soon), app.feed.on("closes", soon), chart.end];
  addEventListener("closewatch:theme", soon);
  const timer = setInterval(soon, 1_000); // time goes on even when nothing comes
  return {
    element: el(
      "section",
      { class: "card timeline", "aria-labelledby": "timeline" },
      el(
        "div",
        { class: "card-head" },
        el("h2", { id: "timeline" }, t("timeline.heading")),
        ranges.element,
      ),
      el(
        "div",
        { class: "split" },
        el("div", { class: "plot" }, chart.element, eachBar, table.element),
        key.element,
      ),
    ),
    show(next) {
      now = next;
      ranges.show(now);
      key.show(now);
      draw();
    },
    end() {
      clearInterval(timer);
      removeEventListener("closewatch:theme", soon);
      ends.forEach((end) => end());
    },
  };
}

/** The time to show, in milliseconds, cut into bars at round times. */
function spanOf(now, feed, room) {
  const clockNow = feed.totals.now();
  const until = Date.parse(now.until);
  const since = Date.parse(now.since);
  const wanted = (RANGES[now.range] ?? RANGES["5m"]) * 1000;
  const end = Math.min(until || clockNow, clockNow);
  const begin = since && since < end ? since : end - wanted;
  const bar = Math.max(1, Math.ceil((end - begin) / 5_000 / room)) * 5_000;
  const to = Math.ceil(end / bar) * bar;
  const count = since && since < end ? Math.ceil((to - begin) / bar) : room;
  return { from: to - Math.max(12, count) * bar, to, bar };
}

function inWords(groups) {
  const told = groups
    .map((row, i) => [named("groups", GROUPS[i]).name, Math.round(sum(row))])
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${number(count)}`);
  return told.length === 0 ? t("timeline.none") : told.join(", ");
}

function sum(row) {
  return row.reduce((all, count) => all + count, 0);
}

function rangeLinks() {
  const links = Object.keys(RANGES).map((range) => [
    range,
    el("a", {}, t(`timeline.range${range}`)),
  ]);
  return {
    element: el(
      "div",
      { class: "switch", role: "group", "aria-label": t("timeline.range") },
      links.map(([, link]) => link),
    ),
    show(now) {
      for (const [range, link] of links) {
        link.href = linkTo({ range, since: "", until: "" });
        if (range === now.range && !now.since && !now.until) {
          link.setAttribute("aria-current", "true");
        } else {
          link.removeAttribute("aria-current");
        }
      }
    },
  };
}

/** The chart in figures, a few bars to a row; filled in only while it is open. */
function figuresTable() {
  const body = el("tbody", {});
  const names = GROUPS.map((group) => named("groups", group).name);
  const head = [t("timeline.time"), ...names, t("timeline.sum")];
  const box = el(
    "details",
    { class: "figures", toggle: () => fill() },
    el("summary", {}, t("timeline.asTable")),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": t("timeline.asTable") },
      el(
        "table",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            head.map((name) => el("th", { scope: "col" }, name)),
          ),
        ),
        body,
      ),
    ),
  );
  let last = null;

  function fill() {
    if (!box.open || last === null) {
      return;
    }
    const { starts, groups } = last;
    const each = Math.ceil(starts.length / TABLE_ROWS);
    const rows = [];
    for (let at = 0; at < starts.length; at += each) {
      const counts = groups.map((row) => Math.round(sum(row.slice(at, at + each))));
      const cells = [...counts, sum(counts)].map((count) => el("td", {}, number(count)));
      rows.push(el("tr", {}, el("th", { scope: "row" }, clock(starts[at])), cells));
    }
    body.replaceChildren(...rows.reverse());
  }

  return {
    element: box,
    draw(starts, groups) {
      last = { starts, groups };
      fill();
    },
  };
}
