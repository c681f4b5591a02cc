// A stacked bar chart, drawn by uPlot, which index.html loads before this.

import { el, setText } from "./element.js";
import { clock, minuteClock, number } from "./format.js";
import { GROUPS } from "./kinds.js";
import { named } from "./words.js";

/** Narrower than this, axes have fewer marks. */
const NARROW = 520;

/** Makes an empty chart; `onSelect` is told the stretch of time that somebody drags across. */
export function barChart(onSelect) {
  const box = el("div", { class: "chart", role: "img" });
  const tip = el("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  box.append(tip);
  let plot = null;
  let shown = null;
  let theme = null;

  function draw(starts, groups, bar) {
    shown = { starts, groups, bar };
    const wanted = document.documentElement.dataset.theme + matchMedia(DARK).matches;
    if (plot !== null && wanted !== theme) {
      plot.destroy();
      plot = null;
    }
    if (plot === null) {
      theme = wanted;
      create();
    } else {
      plot.setData(stacked(shown));
    }
  }

  function create() {
    const width = box.clientWidth;
    if (width > 0) {
      plot = new globalThis.uPlot(options(width), stacked(shown), box);
    }
  }

  function options(width) {
    const ink = colour("--muted");
    const line = colour("--line");
    const paper = colour("--card");
    const narrow = width < NARROW;
    const axis = { stroke: ink, font: `12px ${getComputedStyle(box).fontFamily}` };
    return {
      width,
      height: box.clientHeight,
      padding: [10, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: {
        x: { time: false, range: () => [shown.starts[0], shown.starts.at(-1) + shown.bar] },
        y: { range: (u, min, max) => [0, Math.max(4, max * 1.08)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          ticks: { stroke: line, size: 6 },
          size: 32,
          space: narrow ? 60 : 80,
          incrs: [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400].map(
            (s) => s * 1000,
          ),
          values: (u, at) => at.map((ms) => (ms % 60_000 === 0 ? minuteClock(ms) : clock(ms))),
        },
        {
          ...axis,
          size: 44,
          incrs: [1, 2, 5]
            .flatMap((n) => [0, 1, 2, 3, 4, 5].map((e) => n * 10 ** e))
            .sort((a, b) => a - b),
          grid: { stroke: line, width: 1 },
          ticks: { show: false },
          values: (u, at) => at.map(number),
        },
      ],
      series: [
        {},
        // The highest first: each is drawn from the ground up, over the one before.
        ...[...GROUPS].reverse().map((group) => ({
          fill: colour(`--kind-${group}`),
          stroke: paper,
          width: 1,
          points: { show: false },
          paths: globalThis.uPlot.paths.bars({ size: [0.92, 64], align: 1, gap: 1 }),
        })),
      ],
      hooks: { setCursor: [point], setSelect: [select] },
    };
  }

  function point(u) {
    const at = u.cursor.idx;
    const left = u.cursor.left;
    const total = at === null || left < 0 ? 0 : sumAt(at);
    tip.hidden = total === 0;
    if (total === 0) {
      return;
    }
    const rows = GROUPS.map((group, i) => [group, Math.round(shown.groups[i][at])])
      .filter(([, count]) => count > 0)
      .reverse()
      .map(([group, count]) =>
        el(
          "p",
          {},
          el("span", { class: `swatch ${group}` }),
          named("groups", group).name,
          el("b", {}, number(count)),
        ),
      );
    tip.replaceChildren(el("p", { class: "tip-time" }, clock(shown.starts[at])), ...rows);
    const half = left > u.over.clientWidth / 2;
    tip.style.left = half ? "" : `${u.over.offsetLeft + left + 14}px`;
    tip.style.right = half ? `${box.clientWidth - u.over.offsetLeft - left + 14}px` : "";
  }

  function select(u) {
    const { left, width } = u.select;
    if (width > 4) {
      const time = (x) => Math.round(u.posToVal(x, "x") / 1000) * 1000;
      onSelect(time(left), time(left + width));
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    }
  }

  function sumAt(at) {
    return shown.groups.reduce((all, row) => all + row[at], 0);
  }

  const resized = new ResizeObserver(() => {
    if (shown !== null && plot === null) {
      create();
    } else if (plot !== null && box.clientWidth > 0) {
      plot.setSize({ width: box.clientWidth, height: box.clientHeight });
    }
  });
  resized.observe(box);
  return {
    element: box,
    /** How many bars there is room for. */
    room: () => (box.clientWidth < NARROW ? 30 : 60),
    draw,
    describe: (text) =>
      box.getAttribute("aria-label") === text || box.setAttribute("aria-label", text),
    end() {
      resized.disconnect();
      plot?.destroy();
    },
  };

  function colour(name) {
    // What a custom property stands for is known only once it is used.
    const probe = el("span", { hidden: true });
    probe.style.color = `var(${name})`;
    box.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  }
}

const DARK = "(prefers-color-scheme: dark)";

/** Times, then sums from the ground up, the highest first. */
function stacked({ starts, groups }) {
  const sums = [];
  let below = new Float64Array(starts.length);
  for (const row of groups) {
    below = below.map((count, i) => count + row[i]);
    sums.push(below.map((count, i) => count));
  }
  return [starts, ...sums.reverse()];
}
