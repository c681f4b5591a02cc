// A sheet over the page, for one thing in full. The browser keeps the focus in it and takes Esc.

import { el, icon } from "./element.js";
import { t } from "./words.js";

/** Makes a closed sheet; `onClose` is told when it is closed by whoever looks at it. */
export function createSheet(onClose) {
  const title = el("h2", { id: "sheet-title", tabindex: "-1" });
  const body = el("div", { class: "sheet-body" });
  const close = el(
    "button",
    { type: "button", class: "button icon-only", "aria-label": t("ui.close"), click: onClose },
    icon("close"),
  );
  const dialog = el(
    "dialog",
    {
      class: "sheet",
      "aria-labelledby": "sheet-title",
      cancel: (event) => {
        event.preventDefault();
        onClose();
      },
      click: (event) => event.target === dialog && onClose(),
    },
    el("div", { class: "sheet-head" }, title, close),
    body,
  );
  document.body.append(dialog);
  return {
    open(heading, ...content) {
      title.replaceChildren(...[heading].flat());
      body.replaceChildren(...content.flat().filter(Boolean));
      if (!dialog.open) {
        dialog.showModal();
      }
      title.focus();
      dialog.scrollTop = 0;
    },
    close: () => dialog.close(),
    isOpen: () => dialog.open,
    end: () => dialog.remove(),
  };
}

/** A part of a sheet with its heading; nothing if there is nothing in it. */
export function part(heading, ...content) {
  const filled = content.flat().filter((child) => child !== null && child !== undefined);
  return filled.length === 0
    ? null
    : el("section", { class: "part" }, el("h3", {}, heading), filled);
}

/** Names and values; a value of null is left out. */
export function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return shown.length === 0
    ? null
    : el(
        "dl",
        { class: "facts" },
        shown.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
      );
}

/** A text to be copied whole, such as JSON. */
export function rawText(text) {
  const copy = el("button", { type: "button", class: "button copy" }, t("ui.copy"));
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = t("ui.copied");
    } catch {
      // Without permission it can still be selected.
    }
  });
  return el("div", { class: "raw" }, copy, el("pre", { tabindex: "0" }, text));
}
