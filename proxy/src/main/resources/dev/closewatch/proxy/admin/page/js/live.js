// The first view: how things stand, how connections ended, what stands out, the newest closes.

import { closesList } from "./closes.js";
import { el } from "./element.js";
import { filterBar } from "./filters.js";
import { standout } from "./standout.js";
import { tiles } from "./tiles.js";
import { timeline } from "./timeline.js";

export function liveView(app) {
  const parts = [tiles(app), filterBar(app), timeline(app), standout(app), closesList(app)];
  return {
    element: el(
      "div",
      { class: "view live" },
      parts.map((part) => part.element),
    ),
    show: (now) => parts.forEach((part) => part.show?.(now)),
    end: () => parts.forEach((part) => part.end?.()),
  };
}
