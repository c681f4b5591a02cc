// Elements. Text becomes text nodes, never HTML: nothing that came over the wire can be markup.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element; a function for an attribute is a listener, null and false leave it out. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(key, value);
    } else if (value === true) {
      element.setAttribute(key, "");
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value);
    }
  }
  element.append(
    ...children
      .flat(Infinity)
      .filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** Sets the text of an element, and leaves alone what shows it already. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Text without HTML's power, and without that of characters that nobody can see. */
export function visible(text) {
  return String(text).replace(
    // Control characters, changes of direction, zero widths, line separators, tags.
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu,
    (hidden) => "\\u" + hidden.codePointAt(0).toString(16).padStart(4, "0"),
  );
}

/** Untrusted text that keeps its direction to itself. */
export function quoted(text, attributes = {}) {
  return el("bdi", attributes, visible(text));
}

const ICONS = {
  pause: ["M9 6v12", "M15 6v12"],
  resume: ["M8 5.500v13l11-6.500z"],
  auto: ["M12 4a8 8 0 1 0 0 16z", "M12 4a8 8 0 0 1 0 16"],
  light: [
    "M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8z",
    "M12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M18.7 5.300l-1.4 1.400M6.7 17.300l-1.4 1.4",
  ],
  dark: ["M19.5 14.500A8 8 0 0 1 9.5 4.500a8 8 0 1 0 10 10z"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  link: [
    "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.700l-1 1",
    "M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.700l1-1",
  ],
  swap: ["M7 8h12l-3-3", "M17 16H5l3 3"],
};

/** A drawing beside words that say the same. */
export function icon(name) {
  return svg(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    ICONS[name].map((d) => svg("path", { d })),
  );
}

/** The mark of closewatch: a ring that does not close, and an eye in it. */
export function mark() {
  return svg(
    "svg",
    { class: "mark", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: "M19.5 7.200A9 9 0 1 0 19.5 16.8" }),
    svg("circle", { cx: 12, cy: 12, r: 2.6 }),
  );
}
