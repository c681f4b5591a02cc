// Before anything is drawn: the colours that were chosen here before, or else the system's.
(() => {
  "use strict";
  let chosen = null;
  try {
    chosen = localStorage.getItem("closewatch.theme");
  } catch {
    // No storage: the system's colours.
  }
  document.documentElement.dataset.theme =
    chosen === "light" || chosen === "dark" ? chosen : "auto";
})();
