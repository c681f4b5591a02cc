// Puts the page together: the header, and of the views the one that the address names.

import { filtersOf, onChange, state } from "./address.js";
import { codesView } from "./codes.js";
import { createDetail } from "./detail.js";
import { el, setText, visible } from "./element.js";
import { Feed } from "./feed.js";
import { findingsView } from "./findings.js";
import { handshakesView } from "./handshakes.js";
import { createHeader } from "./header.js";
import { liveView } from "./live.js";
import { peersView } from "./peers.js";
import { hasToken, onRefusal, tokenForm } from "./session.js";
import { Standing } from "./standing.js";
import { named, speak, t, wantedLanguage } from "./words.js";

const VIEWS = {
  live: liveView,
  handshakes: handshakesView,
  peers: peersView,
  findings: findingsView,
  codes: codesView,
};

const app = {
  feed: new Feed(),
  standing: new Standing(),
  paused: false,
  arrivedAtPause: 0,
  /** Says something to those who listen instead of look. */
  say(text) {
    setText(document.getElementById("spoken"), text);
  },
  pause(paused) {
    app.paused = paused;
    app.arrivedAtPause = app.feed.arrived;
    ["status", "totals", "closes", "handshakes"].forEach((topic) => app.feed.tell(topic));
    app.standing.tell("standing");
    app.say(t(paused ? "ui.saidPaused" : "ui.saidLive"));
  },
};

let header = null;
let detail = null;
let view = null;
let shown = null;
let refused = false;

async function show() {
  const now = state();
  if (app.paused && whereabouts(now) !== whereabouts(shown)) {
    // A pause keeps what is in view. Whoever looks elsewhere wants to see something there.
    app.pause(false);
  }
  const lang = wantedLanguage(now.lang);
  const otherLanguage = document.documentElement.lang !== lang || header === null;
  if (otherLanguage) {
    await speak(lang);
    rebuildFrame();
    app.standing.soon();
  }
  const filters = filtersOf(now);
  if (otherLanguage || JSON.stringify(filters) !== JSON.stringify(filtersOf(shown))) {
    app.feed.show(filters);
  }
  const name = Object.hasOwn(VIEWS, now.view) ? now.view : "live";
  if (view?.name !== name) {
    view?.end();
    view = { name, ...VIEWS[name](app) };
    document.getElementById("content").replaceChildren(view.element);
    document.title = `${t(`views.${name}`)} · ${t("ui.title")}`;
  }
  shown = now;
  header.show(now, name);
  view.show(now);
  detail.show(now);
  if (refused) {
    askForToken();
  }
}

/** What the page shows, but for the close that lies open over it. */
function whereabouts(now) {
  return JSON.stringify({ ...now, close: "" });
}

/** What stands around the views; anew for another language. */
function rebuildFrame() {
  header?.end();
  detail?.end();
  view?.end();
  view = null;
  setText(document.getElementById("skip"), t("ui.skip"));
  header = createHeader(app);
  document.getElementById("top").replaceChildren(header.element);
  detail = createDetail(app);
}

function servedBy() {
  const proxy = app.feed.proxy;
  if (proxy) {
    const who = `closewatch ${visible(proxy.version)}, ${visible(proxy.instance)}`;
    setText(document.getElementById("servedBy"), t("ui.footer", { who }));
  }
}

function watch() {
  let last = "connecting";
  app.feed.on("status", () => {
    if (app.feed.status !== last && last !== "connecting") {
      app.say(t(app.feed.status === "live" ? "ui.saidLive" : "ui.saidLost"));
    }
    last = app.feed.status;
  });
  app.feed.on("flag", (flag) => {
    const peer = visible(flag.peer);
    app.say(t("ui.saidFlag", { peer, rule: named("rules", flag.rule).name }));
    app.standing.soon();
  });
  app.feed.on("closes", servedBy);
}

/** In place of everything: nothing else can be shown. */
function askForToken() {
  refused = true;
  const form = tokenForm();
  document.getElementById("content").replaceChildren(form.element);
  form.field.focus();
}

try {
  document.getElementById("addresses").hidden = hasToken(); // a link sends no token
  await show();
  onRefusal(askForToken);
  onChange(show);
  watch();
  app.feed.start();
  app.standing.start();
} catch (failure) {
  // Without its words the page can say nothing in the right language.
  document.getElementById("content").replaceChildren(el("p", { class: "note" }, String(failure)));
  throw failure;
}
