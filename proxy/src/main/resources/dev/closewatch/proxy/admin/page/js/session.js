// The token of the admin port, where it asks for one: kept by this tab until it is closed, and sent
// in a header. A cookie would go to every other port of this host, too.

import { el } from "./element.js";
import { t } from "./words.js";

const KEY = "closewatch.token";

let refused = () => {};
let asked = false;

/** What `fetch` is to send with each request. */
export function headers() {
  const token = kept();
  return token ? { Authorization: `Bearer ${token}` } : {};
}

export function hasToken() {
  return Boolean(kept());
}

/** Says what to do, once, when the token is missing or is not right. */
export function onRefusal(action) {
  refused = action;
  if (asked) {
    refused();
  }
}

/** An answer was 401. */
export function wasRefused() {
  if (!asked) {
    asked = true;
    refused();
  }
}

/** The form that asks for the token; with it the page begins anew. */
export function tokenForm() {
  const wrong = hasToken();
  forget();
  const field = el("input", {
    type: "password",
    id: "token",
    autocomplete: "current-password",
    required: true,
    spellcheck: "false",
    "aria-describedby": "tokenNote",
  });
  const form = el(
    "form",
    {
      class: "token",
      submit: (event) => {
        event.preventDefault();
        keep(field.value.trim());
        location.reload();
      },
    },
    el("h2", {}, t("token.heading")),
    el("p", { id: "tokenNote" }, t(wrong ? "token.wrong" : "token.note")),
    el("label", { for: "token" }, t("token.label")),
    field,
    el("button", { type: "submit", class: "button" }, t("token.open")),
  );
  return { element: form, field };
}

function kept() {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // a browser that keeps nothing cannot show this page
  }
}

function keep(token) {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // As above.
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // As above.
  }
}
