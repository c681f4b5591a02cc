// What narrows the view down. All of it stands in the address.

import { filtersOf, go, linkTo, noFilters, state } from "./address.js";
import { el, icon, setText, visible } from "./element.js";
import { GROUPS, kindsOf } from "./kinds.js";
import { named, t } from "./words.js";

export function filterBar(app) {
  const kind = kindSelect();
  const route = el("select", { change: () => go({ route: route.value }) });
  const routeField = labelled("route", route);
  const peer = field("peer");
  const requestId = field("requestId");
  const chips = el("ul", { class: "chips" });
  const clear = el("a", { class: "button", href: "/" }, t("filter.clear"));
  const share = shareButton(app);

  /** To choose between routes there have to be two. */
  function drawRoutes(now) {
    const routes = [...new Set([...app.feed.routes, now.route].filter(Boolean))].sort();
    routeField.hidden = routes.length < 2 && !now.route;
    if (route.options.length !== routes.length + 1 || route.value !== now.route) {
      route.replaceChildren(
        el("option", { value: "" }, t("filter.anyRoute")),
        ...routes.map((name) => el("option", { value: name }, visible(name))),
      );
      route.value = now.route;
    }
  }

  /** For those filters that links bring along, and that have no field of their own. */
  function drawChips(now) {
    const others = ["code", "cause", "since", "until"].filter((key) => now[key]);
    chips.replaceChildren(
      ...others.map((key) => {
        const text = t(`filter.${key}`, { value: visible(now[key]) });
        const label = t("filter.remove", { what: text });
        const link = { class: "chip", href: linkTo({ [key]: "" }), "aria-label": label };
        return el("li", {}, el("a", link, text, icon("close")));
      }),
    );
    chips.hidden = others.length === 0;
  }

  const element = el(
    "form",
    {
      class: "filters",
      role: "search",
      "aria-label": t("filter.heading"),
      submit: (event) => {
        event.preventDefault();
        go({ peer: peer.value.trim(), requestId: requestId.value.trim() });
      },
    },
    labelled("kind", kind),
    routeField,
    labelled("peer", peer),
    labelled("requestId", requestId),
    el("div", { class: "filter-actions" }, clear, share),
    chips,
    // Enter in a field sends the form; without this a form of two fields has no way to.
    el("button", { type: "submit", class: "spoken", tabindex: "-1" }, t("filter.heading")),
  );

  return {
    element,
    show(now) {
      kind.value = now.kind;
      if (kind.value !== now.kind) {
        kind.append(el("option", { value: now.kind }, visible(now.kind)));
        kind.value = now.kind;
      }
      drawRoutes(now);
      peer.value = now.peer;
      requestId.value = now.requestId;
      clear.href = linkTo(noFilters());
      clear.hidden = Object.keys(filtersOf(now)).length === 0;
      drawChips(now);
    },
    end: app.feed.on("closes", () => drawRoutes(state())),
  };
}

function labelled(key, control) {
  return el(
    "label",
    { class: `filter filter-${key}` },
    el("span", {}, t(`filter.${key}`)),
    control,
  );
}

function field(key) {
  const input = el("input", {
    type: "search",
    placeholder: t(`filter.${key}Hint`),
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 256,
    change: () => go({ [key]: input.value.trim() }),
  });
  return input;
}

function kindSelect() {
  const option = (value, name) => el("option", { value }, name);
  const select = el("select", { change: () => go({ kind: select.value }) });
  select.append(option("", t("filter.anyKind")));
  for (const group of GROUPS) {
    const { name, code } = named("groups", group);
    if (kindsOf(group).length === 1) {
      select.append(option(group, code ? `${name} (${code})` : name));
      continue;
    }
    select.append(
      el(
        "optgroup",
        { label: name },
        option(group, t("filter.wholeGroup", { name })),
        kindsOf(group).map((kind) => option(kind, named("kinds", kind).name)),
      ),
    );
  }
  return select;
}

function shareButton(app) {
  const text = el("span", {}, t("filter.share"));
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      setText(text, t("ui.copied"));
      app.say(t("ui.copied"));
    } catch {
      setText(text, location.href); // to be copied by hand
    }
    setTimeout(() => setText(text, t("filter.share")), 2_000);
  };
  return el("button", { type: "button", class: "button", click: copy }, icon("link"), text);
}
