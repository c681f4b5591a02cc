// Figures and times as people read them, in the page's language.

import { language } from "./words.js";

const made = new Map();

function formatter(key, make) {
  const full = language() + key;
  if (!made.has(full)) {
    made.set(full, make(language()));
  }
  return made.get(full);
}

/** 12,345 */
export function number(value) {
  return formatter("n", (lang) => new Intl.NumberFormat(lang)).format(value);
}

/** 0.4, 12 */
export function rate(value) {
  const digits = value < 10 ? 1 : 0;
  return formatter(
    "r" + digits,
    (lang) =>
      new Intl.NumberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  ).format(value);
}

/** 83%, 0.5% */
export function percent(share, digits = share > 0 && share < 0.01 ? 1 : 0) {
  return formatter(
    "p" + digits,
    (lang) => new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: digits }),
  ).format(share);
}

function unit(value, name, digits = 0) {
  return formatter(
    name + digits,
    (lang) =>
      new Intl.NumberFormat(lang, {
        style: "unit",
        unit: name,
        unitDisplay: "short",
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  ).format(value);
}

/** 4 ms, 4.2 sec, 3 min 20 sec, 2 hr 5 min */
export function seconds(value) {
  if (value < 0.0995) {
    return unit(value * 1000, "millisecond", value < 0.00995 && value >= 0.00005 ? 1 : 0);
  }
  if (value < 59.95) {
    return unit(value, "second", value < 9.95 && !Number.isInteger(value) ? 1 : 0);
  }
  const whole = Math.round(value);
  const parts =
    whole < 3600
      ? [unit(Math.floor(whole / 60), "minute"), whole % 60 && unit(whole % 60, "second")]
      : whole < 86_400
        ? [unit(Math.floor(whole / 3600), "hour"), unit(Math.floor((whole % 3600) / 60), "minute")]
        : [
            unit(Math.floor(whole / 86_400), "day"),
            unit(Math.floor((whole % 86_400) / 3600), "hour"),
          ];
  return parts.filter(Boolean).join(" ");
}

/** 512 byte, 64 kB */
export function bytes(value) {
  if (value < 1000) {
    return unit(value, "byte");
  }
  return value < 1e6
    ? unit(value / 1e3, "kilobyte", 1)
    : value < 1e9
      ? unit(value / 1e6, "megabyte", 1)
      : unit(value / 1e9, "gigabyte", 1);
}

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** 08:32:05 */
export function clock(millis) {
  return formatter(
    "c",
    (lang) => new Intl.DateTimeFormat(lang, { ...TIME, second: "2-digit" }),
  ).format(millis);
}

/** 08:32 */
export function minuteClock(millis) {
  return formatter("m", (lang) => new Intl.DateTimeFormat(lang, TIME)).format(millis);
}

/** 23 Nov 2026, 08:32:05.430 */
export function fullTime(millis) {
  return formatter(
    "f",
    (lang) =>
      new Intl.DateTimeFormat(lang, {
        ...TIME,
        day: "numeric",
        month: "short",
        year: "numeric",
        second: "2-digit",
        fractionalSecondDigits: 3,
      }),
  ).format(millis);
}

/** Alternatives as a sentence has them: a, b and c. */
export function list(texts) {
  return formatter("l", (lang) => new Intl.ListFormat(lang, { type: "conjunction" })).format(texts);
}
