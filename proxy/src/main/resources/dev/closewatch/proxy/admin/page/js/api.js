// Asking the admin port. An answer is never an exception: what is missing is shown as missing.

import { headers, wasRefused } from "./session.js";
import { language } from "./words.js";

/** Returns {data}, or {status, error}: status 0 if there was no answer at all. */
export async function get(path, parameters = {}, { as = "json" } = {}) {
  const query = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value !== "" && value !== null),
  ).toString();
  try {
    const address = query ? `${path}?${query}` : path;
    const answer = await fetch(address, { cache: "no-store", headers: headers() });
    if (answer.status === 401) {
      wasRefused();
    }
    if (!answer.ok) {
      return { status: answer.status, error: await errorOf(answer) };
    }
    return { data: as === "json" ? await answer.json() : await answer.text() };
  } catch (failure) {
    return { status: 0, error: String(failure.message ?? failure) };
  }
}

/** The same in the page's language, as far as the other side knows it. */
export async function getSpoken(path, parameters = {}) {
  if (language() === "en") {
    return get(path, parameters);
  }
  const answer = await get(path, { ...parameters, lang: language() });
  return answer.status === 400 ? get(path, parameters) : answer;
}

async function errorOf(answer) {
  try {
    return String((await answer.json()).error);
  } catch {
    return String(answer.status);
  }
}
