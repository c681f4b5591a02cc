// What the page says, in the language that was chosen: words/en.json and words/vi.json.

export const LANGUAGES = ["en", "vi"];

let words = {};
let lang = "en";

/** Reads a language's words; from then on `t` speaks it. */
export async function speak(wanted) {
  const answer = await fetch(`/page/words/${wanted}.json`);
  if (!answer.ok) {
    throw new Error(`no words for ${wanted}: ${answer.status}`);
  }
  words = await answer.json();
  lang = wanted;
  document.documentElement.lang = wanted;
}

export function language() {
  return lang;
}

/** The language to begin with: the address's, the one chosen before, the browser's, English. */
export function wantedLanguage(asked) {
  const wishes = [asked, remembered(), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return wishes.find((wish) => LANGUAGES.includes(wish)) ?? "en";
}

function remembered() {
  try {
    return localStorage.getItem("closewatch.lang");
  } catch {
    return null;
  }
}

export function rememberLanguage(chosen) {
  try {
    localStorage.setItem("closewatch.lang", chosen);
  } catch {
    // The address has it.
  }
}

function find(path) {
  return path
    .split(".")
    .reduce((at, key) => (at && Object.hasOwn(at, key) ? at[key] : null), words);
}

/** Returns the words at a path, with what stands in braces filled in. */
export function t(path, values = {}) {
  const text = find(path);
  return typeof text === "string" ? fill(text, values) : path;
}

/** Fills in what stands in braces, as far as it is known. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) =>
    Object.hasOwn(values, key) ? values[key] : whole,
  );
}

/** Returns the words for a label of the API; one that nobody has described is shown as it is. */
export function named(list, label) {
  const entry = find(`${list}.${label}`);
  return {
    name: entry?.name ?? (typeof entry === "string" ? entry : String(label).replaceAll("_", " ")),
    meaning: entry?.meaning ?? "",
    because: entry?.because ?? "",
    todo: entry?.todo ?? "",
    code: entry?.code ?? "",
    known: entry !== null,
  };
}
