// The header: where one is, whether it is live, and how it looks.

import { linkTo } from "./address.js";
import { el, icon, mark, setText } from "./element.js";
import { number } from "./format.js";
import { paced } from "./paint.js";
import { LANGUAGES, language, rememberLanguage, t } from "./words.js";

const THEMES = ["auto", "light", "dark"];
const LANGUAGE_NAMES = { en: "English", vi: "Tiếng Việt" };

export function createHeader(app) {
  const nav = el("nav", { "aria-label": t("ui.views") });
  const links = new Map();
  for (const name of ["live", "handshakes", "peers", "findings", "codes"]) {
    const badge = el("span", { class: "badge" });
    const link = el("a", {}, t(`views.${name}`), badge);
    links.set(name, { link, badge });
    nav.append(link);
  }

  const status = el("span", { class: "status-text" });
  const statusBox = el("p", { class: "status" }, el("span", { class: "dot" }), status);
  const pauseText = el("span", {});
  const pause = el(
    "button",
    { type: "button", class: "button pause", click: () => app.pause(!app.paused) },
    icon("pause"),
    pauseText,
  );

  function drawStatus() {
    const name = app.paused ? "Paused" : capital(app.feed.status);
    setText(status, t(`ui.status${name}`));
    statusBox.dataset.status = app.paused ? "paused" : app.feed.status;
    const waiting = app.feed.arrived - app.arrivedAtPause;
    setText(
      pauseText,
      !app.paused
        ? t("ui.pause")
        : waiting > 0
          ? t("ui.resumeNew", { n: number(waiting) })
          : t("ui.resume"),
    );
    const shape = app.paused ? "resume" : "pause";
    if (!pause.firstChild.classList.contains(`icon-${shape}`)) {
      pause.firstChild.replaceWith(icon(shape));
    }
  }

  function drawBadges() {
    const peers = app.standing.flagged().length;
    const findings = app.standing.found().length;
    setText(links.get("peers").badge, peers > 0 ? number(peers) : "");
    setText(links.get("findings").badge, findings > 0 ? number(findings) : "");
  }

  const soon = paced(drawStatus, 250);
  const ends = [
    app.feed.on("status", soon),
    app.feed.on("closes", soon),
    app.standing.on("standing", drawBadges),
  ];
  drawStatus();
  drawBadges();

  const languages = languageLinks();
  const element = el(
    "div",
    { class: "bar" },
    el("h1", { class: "brand" }, mark(), el("a", { href: "/" }, t("ui.title"))),
    nav,
    el(
      "div",
      { class: "controls", role: "group", "aria-label": t("ui.pageControls") },
      statusBox,
      pause,
      languages.element,
      themeButton(),
    ),
  );

  return {
    element,
    show(now, view) {
      for (const [name, { link }] of links) {
        link.href = linkTo({ view: name, close: "" });
        if (name === view) {
          link.setAttribute("aria-current", "page");
        } else {
          link.removeAttribute("aria-current");
        }
      }
      languages.show();
    },
    end() {
      ends.forEach((end) => end());
    },
  };
}

function languageLinks() {
  const links = LANGUAGES.map((lang) =>
    el(
      "a",
      {
        lang,
        hreflang: lang,
        "aria-label": LANGUAGE_NAMES[lang],
        "aria-current": lang === language() ? "true" : null,
        click: () => rememberLanguage(lang),
      },
      lang.toUpperCase(),
    ),
  );
  return {
    element: el("span", { class: "switch" }, links),
    show: () =>
      links.forEach((link) => {
        link.href = linkTo({ lang: link.lang });
      }),
  };
}

function themeButton() {
  const button = el("button", { type: "button", class: "button icon-only" });
  const root = document.documentElement;
  const draw = () => {
    const name = t(`ui.theme${capital(root.dataset.theme)}`);
    button.replaceChildren(icon(root.dataset.theme));
    button.setAttribute("aria-label", name);
    button.title = name;
  };
  button.addEventListener("click", () => {
    root.dataset.theme = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
    try {
      localStorage.setItem("closewatch.theme", root.dataset.theme);
    } catch {
      // Then it holds until the page is left.
    }
    draw();
    dispatchEvent(new Event("closewatch:theme"));
  });
  draw();
  return button;
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}
