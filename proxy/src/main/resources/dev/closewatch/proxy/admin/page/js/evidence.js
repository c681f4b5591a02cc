// Evidence: figures and words by name, as the API gives them.

import { linkTo } from "./address.js";
import { el, quoted, visible } from "./element.js";
import { fullTime, number, percent, seconds } from "./format.js";
import { fill, named, t } from "./words.js";

const MOST = 20;
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Labels of the API that have words here. */
const LABELS = {
  cause: "causes",
  lastCause: "causes",
  kind: "kinds",
  lastKind: "kinds",
  lastViolations: "violations",
  initiator: "initiatorsShort",
  endedBy: "initiatorsShort",
  side: "initiatorsShort",
};

/** A list of names and values; nothing if there is no evidence. */
export function evidenceList(evidence) {
  const entries = Object.entries(evidence ?? {})
    .filter(([, value]) => value !== null && value !== "")
    .slice(0, MOST);
  return entries.length === 0
    ? null
    : el(
        "dl",
        { class: "facts evidence" },
        entries.map(([key, value]) =>
          el("div", {}, el("dt", {}, nameOf(key)), el("dd", {}, valueOf(key, value))),
        ),
      );
}

/** Why a peer is flagged, in a sentence from its own figures; "" if one of them is missing. */
export function because(flag) {
  const figures = Object.entries(flag.evidence ?? {})
    .filter(([, value]) => typeof value === "number")
    .map(([key, value]) => [key, figure(key, value)]);
  const sentence = fill(named("rules", flag.rule).because, Object.fromEntries(figures));
  return sentence.includes("{") ? "" : sentence;
}

/** The words for a name, or else the words in it: medianLifeSeconds is a median life. */
function nameOf(key) {
  const { name, known } = named("evidence", key);
  const words = key
    .replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => " " + letter.toLowerCase())
    .replaceAll("_", " ");
  return known ? name : quoted(words.replace(/(?<=.) seconds$/, ""));
}

function valueOf(key, value) {
  if (typeof value === "number") {
    return el("span", { class: isCode(key) ? "code" : null }, figure(key, value));
  }
  if (Array.isArray(value)) {
    const items = value.slice(0, MOST).map((one) => el("li", {}, valueOf(key, one)));
    return el("ul", { class: "plain" }, items);
  }
  if (typeof value === "object") {
    return evidenceList(value);
  }
  if (typeof value === "boolean") {
    return t(value ? "ui.yes" : "ui.no");
  }
  if (TIME.test(value)) {
    return fullTime(Date.parse(value));
  }
  if (key === "lastConnection") {
    return el("a", { class: "mono", href: linkTo({ view: "live", close: value }) }, visible(value));
  }
  return Object.hasOwn(LABELS, key) ? visible(named(LABELS[key], value).name) : quoted(value);
}

function figure(key, value) {
  if (isCode(key)) {
    return String(value);
  }
  if (/seconds/i.test(key)) {
    return seconds(value);
  }
  return /share/i.test(key) && value <= 1 ? percent(value, 1) : number(value);
}

function isCode(key) {
  return /codes?$/i.test(key);
}
