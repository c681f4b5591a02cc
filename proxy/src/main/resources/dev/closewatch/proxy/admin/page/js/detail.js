// One close in full: the ledger first, then how it ended and why, then everything else.

import { go, linkTo } from "./address.js";
import { badge } from "./closes.js";
import { el, quoted } from "./element.js";
import { evidenceList } from "./evidence.js";
import { flagsPart } from "./flags.js";
import { bytes, fullTime, list, number, seconds } from "./format.js";
import { groupOf } from "./kinds.js";
import { ledger } from "./ledger.js";
import { createSheet, facts, part, rawText } from "./sheet.js";
import { named, t } from "./words.js";

export function createDetail(app) {
  const sheet = createSheet(() => go({ close: "" }));
  let id = "";
  return {
    async show(now) {
      if (now.close === id) {
        return;
      }
      id = now.close;
      if (id === "") {
        sheet.close();
        return;
      }
      const wanted = id;
      const close = await app.feed.find(id);
      if (wanted !== id) {
        return;
      }
      if (close === null) {
        sheet.open(t("detail.goneHeading"), el("p", {}, t("detail.gone")));
      } else {
        sheet.open(badge(close.kind, close.code), ...partsOf(close, app.standing));
      }
    },
    end() {
      sheet.end();
      id = "";
    },
  };
}

function partsOf(close, standing) {
  const { meaning } = named("kinds", close.kind);
  const code = close.code === null ? "one-byte-close" : String(close.code);
  return [
    close.explanation ? el("p", { class: "lead" }, quoted(close.explanation)) : null,
    el(
      "div",
      { class: `meaning-box ${groupOf(close.kind)}` },
      el("p", {}, meaning),
      el(
        "p",
        {},
        el(
          "a",
          { href: linkTo({ view: "codes", a: code, close: "" }) },
          t("detail.codeLink", { code: close.code ?? named("kinds", close.kind).name }),
        ),
      ),
    ),
    part(t("detail.ledger"), ledger(close), el("p", { class: "note" }, t("detail.ledgerNote"))),
    policyPart(close.policy),
    abnormalPart(close),
    proxyPart(close.proxyClose),
    flagsPart(close, standing),
    violationsPart(close.violations),
    unreadablePart(close.unreadable),
    part(t("detail.ending"), endingFacts(close)),
    part(t("detail.traffic"), trafficTable(close.traffic)),
    part(t("detail.request"), requestFacts(close)),
    el(
      "details",
      { class: "part" },
      el("summary", {}, t("detail.raw")),
      rawText(JSON.stringify(close, null, 2)),
    ),
  ];
}

function endingFacts(close) {
  const { name: reply } = named("replies", close.reply);
  const who = named("initiators", close.tcpEnd.by).name;
  return facts([
    [t("detail.initiator"), named("initiators", close.initiator).name],
    [
      t("detail.reply"),
      close.replySeconds === null
        ? reply
        : t("detail.replyAfter", { reply, time: seconds(close.replySeconds) }),
    ],
    [t("detail.clean"), t(close.clean ? "detail.cleanYes" : "detail.cleanNo")],
    [t("detail.tcpEnd"), t(`tcpEnds.${close.tcpEnd.how}`, { who })],
    [t("detail.openedAt"), fullTime(Date.parse(close.openedAt))],
    [t("detail.closedAt"), fullTime(Date.parse(close.closedAt))],
    [t("detail.duration"), seconds(close.durationSeconds)],
  ]);
}

function policyPart(policy) {
  if (policy === null) {
    return null;
  }
  return part(
    t("detail.policy"),
    facts([
      [t("detail.cause"), named("causes", policy.cause).name],
      [t("detail.basis"), named("bases", policy.basis).name],
    ]),
    evidenceList(policy.evidence),
  );
}

/** What stood open, for each side. */
function abnormalPart(close) {
  const { abnormal } = close;
  if (abnormal === null) {
    return null;
  }
  const sides = (values, show) =>
    el(
      "span",
      { class: "sides" },
      ["client", "service"].map((side) =>
        el("span", {}, `${named("initiatorsShort", side).name} `, el("b", {}, show(values[side]))),
      ),
    );
  return part(
    t("detail.abnormal"),
    facts([
      [t("detail.cutIn"), named("cuts", abnormal.cutIn).name],
      [t("detail.idle"), sides(abnormal.idleSeconds, seconds)],
      [t("detail.pings"), sides(abnormal.unansweredPings, number)],
      [t("detail.undelivered"), sides(abnormal.undeliveredBytes, number)],
    ]),
  );
}

function proxyPart(close) {
  if (close === null) {
    return null;
  }
  const sent = ["client", "service"].filter((side) =>
    side === "client" ? close.toClient : close.toService,
  );
  const names = sent.map((side) => named("initiators", side).name);
  return part(
    t("detail.proxyClose"),
    facts([
      [t("detail.proxyReason"), named("proxyReasons", close.reason).name],
      [t("detail.proxySent"), names.length === 0 ? t("detail.nobody") : list(names)],
    ]),
  );
}

function violationsPart(violations) {
  const rows = violations.map(({ sender, violation, count }) => {
    const who = named("initiators", sender).name;
    const times = t(count === 1 ? "detail.violationOnce" : "detail.violationTimes", {
      who,
      n: number(count),
    });
    return el("li", {}, el("b", {}, named("violations", violation).name), ` (${times})`);
  });
  return rows.length === 0
    ? null
    : part(t("detail.violations"), el("ul", { class: "plain" }, rows));
}

function unreadablePart(senders) {
  const names = senders.map((sender) => named("initiators", sender).name);
  return names.length === 0
    ? null
    : part(t("detail.unreadable"), el("p", {}, t("detail.unreadableNote", { who: list(names) })));
}

function trafficTable(traffic) {
  const row = (name, show) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      ["client", "service"].map((side) => el("td", {}, show(traffic[side]))),
    );
  const opcodes = [
    ...new Set([...Object.keys(traffic.client.byOpcode), ...Object.keys(traffic.service.byOpcode)]),
  ];
  const paused = traffic.client.pausedSeconds + traffic.service.pausedSeconds > 0;
  return el(
    "table",
    { class: "sides-table" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("td", {}),
        ["client", "service"].map((side) => el("th", { scope: "col" }, t(`ui.${side}`))),
      ),
    ),
    el(
      "tbody",
      {},
      row(t("detail.messages"), (side) => number(side.messages)),
      row(t("detail.bytes"), (side) => bytes(side.bytes)),
      row(t("detail.frames"), (side) => number(side.frames)),
      opcodes.map((opcode) => row(`· ${opcode}`, (side) => number(side.byOpcode[opcode] ?? 0))),
      paused ? row(t("detail.paused"), (side) => seconds(side.pausedSeconds)) : null,
    ),
  );
}

function requestFacts(close) {
  const { client, request } = close;
  const text = (value) => (value === null || value === "" ? null : quoted(value));
  const only = (changes, words) =>
    el("a", { class: "only", href: linkTo({ ...changes, view: "live", close: "" }) }, t(words));
  return facts([
    [t("detail.peer"), [quoted(client.peer), " ", only({ peer: client.peer }, "detail.onlyPeer")]],
    [t("detail.address"), client.address === client.peer ? null : text(client.address)],
    [t("detail.userAgent"), text(client.userAgent)],
    [t("detail.stack"), text(client.stack ?? null)],
    [t("detail.cohort"), text(client.cohort ?? null)],
    [t("detail.route"), text(close.route)],
    [t("detail.host"), text(request.host)],
    [t("detail.path"), text(request.path)],
    [t("detail.origin"), text(request.origin)],
    [t("detail.subprotocol"), text(request.subprotocol)],
    [t("detail.extensions"), text(request.extensions.join(", "))],
    [
      t("detail.requestId"),
      close.requestId === null
        ? null
        : [
            quoted(close.requestId),
            " ",
            only({ requestId: close.requestId }, "detail.onlyRequest"),
          ],
    ],
    [t("detail.servicePeer"), text(close.service.peer)],
    [t("detail.id"), text(close.id)],
    [t("detail.proxy"), text(`${close.proxy.instance}, ${close.proxy.version}`)],
  ]);
}
