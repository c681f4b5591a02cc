package dev.closewatch.proxy.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.ProxyClose;
import dev.closewatch.analyzer.event.CloseEvent.Traffic;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.explain.Explanation;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.observe.ObservedClose;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The schema {@code closewatch.close/1}. */
final class CloseJson {
  private static final String SCHEMA = "closewatch.close/1";

  /** A 101 can list thousands of extensions within its bounds; nobody reads that many. */
  private static final int MAX_EXTENSIONS = 16;

  private CloseJson() {}

  static void write(JsonGenerator json, ObservedClose close, double weight, Lang lang)
      throws IOException {
    CloseEvent event = close.event();
    Opening opening = event.opening();
    json.writeStartObject();
    json.writeStringField("schema", SCHEMA);
    opening(json, opening);
    SafeJson.time(json, "openedAt", opening.openedAt());
    SafeJson.time(json, "closedAt", event.closedAt());
    parties(json, opening);
    json.writeStringField("initiator", event.initiator().label());
    code(json, event.code());
    json.writeStringField("kind", event.kind().label());
    SafeJson.text(json, "reason", event.reason());
    seen(json, "clientSees", event.clientSees());
    seen(json, "serviceSees", event.serviceSees());
    wireClose(json, "clientClose", event.clientClose());
    wireClose(json, "serviceClose", event.serviceClose());
    json.writeStringField("reply", event.reply().label());
    nullableSeconds(json, "replySeconds", event.replyNanos());
    json.writeBooleanField("clean", event.clean());
    json.writeObjectFieldStart("tcpEnd");
    json.writeStringField("by", event.tcpEnd().by().label());
    json.writeStringField("how", event.tcpEnd().how().label());
    json.writeEndObject();
    SafeJson.seconds(json, "durationSeconds", event.durationNanos());
    json.writeObjectFieldStart("traffic");
    traffic(json, Sender.CLIENT.label(), event.fromClient());
    traffic(json, Sender.SERVICE.label(), event.fromService());
    json.writeEndObject();
    abnormal(json, event.abnormal());
    json.writeArrayFieldStart("unreadable");
    for (Sender sender : event.unreadable()) {
      json.writeString(sender.label());
    }
    json.writeEndArray();
    proxyClose(json, event.proxyClose());
    policy(json, event.policy());
    violations(json, event.violations());
    json.writeArrayFieldStart("flags");
    for (Rule flag : close.flags()) {
      json.writeString(flag.label());
    }
    json.writeEndArray();
    json.writeStringField("explanation", Explanation.of(event, lang));
    EventJson.weight(json, weight);
    json.writeEndObject();
  }

  private static void opening(JsonGenerator json, Opening opening) throws IOException {
    json.writeStringField("id", opening.id());
    SafeJson.text(json, "requestId", opening.requestId());
    json.writeObjectFieldStart("proxy");
    json.writeStringField("instance", opening.proxy().instance());
    json.writeStringField("version", opening.proxy().version());
    json.writeEndObject();
    json.writeStringField("route", opening.route());
  }

  private static void parties(JsonGenerator json, Opening opening) throws IOException {
    json.writeObjectFieldStart("client");
    SafeJson.text(json, "peer", opening.client().peer());
    SafeJson.text(json, "address", opening.client().address());
    SafeJson.text(json, "userAgent", opening.client().userAgent());
    json.writeStringField("stack", opening.client().stack().name().label());
    SafeJson.text(json, "cohort", opening.client().cohort());
    json.writeEndObject();
    json.writeObjectFieldStart("service");
    SafeJson.text(json, "peer", opening.service().peer());
    json.writeEndObject();
    Opening.Request request = opening.request();
    json.writeObjectFieldStart("request");
    SafeJson.text(json, "host", request.host());
    SafeJson.text(json, "path", request.path());
    SafeJson.text(json, "origin", request.origin());
    SafeJson.text(json, "subprotocol", request.subprotocol());
    json.writeArrayFieldStart("extensions");
    List<String> extensions = request.extensions();
    for (String extension : extensions.subList(0, Math.min(extensions.size(), MAX_EXTENSIONS))) {
      json.writeString(SafeJson.cut(extension, SafeJson.MAX_TEXT_CHARS));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void code(JsonGenerator json, int code) throws IOException {
    if (code == Close.NO_CODE) {
      json.writeNullField("code");
    } else {
      json.writeNumberField("code", code);
    }
  }

  private static void seen(JsonGenerator json, String field, Seen seen) throws IOException {
    json.writeObjectFieldStart(field);
    code(json, seen.code());
    SafeJson.text(json, "reason", seen.reason());
    json.writeEndObject();
  }

  private static void wireClose(JsonGenerator json, String field, @Nullable WireClose close)
      throws IOException {
    if (close == null) {
      json.writeNullField(field);
      return;
    }
    json.writeObjectFieldStart(field);
    code(json, close.code());
    json.writeStringField("kind", close.kind().label());
    SafeJson.text(json, "reason", close.reason());
    SafeJson.time(json, "at", close.at());
    json.writeEndObject();
  }

  private static void nullableSeconds(JsonGenerator json, String field, @Nullable Long nanos)
      throws IOException {
    if (nanos == null) {
      json.writeNullField(field);
    } else {
      SafeJson.seconds(json, field, nanos);
    }
  }

  private static void traffic(JsonGenerator json, String field, Traffic traffic)
      throws IOException {
    json.writeObjectFieldStart(field);
    EventJson.counts(json, traffic.counts());
    SafeJson.seconds(json, "pausedSeconds", traffic.pausedNanos());
    json.writeEndObject();
  }

  private static void abnormal(JsonGenerator json, @Nullable Abnormal abnormal) throws IOException {
    if (abnormal == null) {
      json.writeNullField("abnormal");
      return;
    }
    Abnormal.Side client = abnormal.client();
    Abnormal.Side service = abnormal.service();
    json.writeObjectFieldStart("abnormal");
    json.writeStringField("cutIn", abnormal.cutIn().label());
    json.writeObjectFieldStart("idleSeconds");
    SafeJson.seconds(json, Sender.CLIENT.label(), client.idleNanos());
    SafeJson.seconds(json, Sender.SERVICE.label(), service.idleNanos());
    json.writeEndObject();
    sides(json, "unansweredPings", client.unansweredPings(), service.unansweredPings());
    sides(json, "undeliveredBytes", client.undeliveredBytes(), service.undeliveredBytes());
    json.writeEndObject();
  }

  private static void sides(JsonGenerator json, String field, long client, long service)
      throws IOException {
    json.writeObjectFieldStart(field);
    json.writeNumberField(Sender.CLIENT.label(), client);
    json.writeNumberField(Sender.SERVICE.label(), service);
    json.writeEndObject();
  }

  private static void proxyClose(JsonGenerator json, @Nullable ProxyClose close)
      throws IOException {
    if (close == null) {
      json.writeNullField("proxyClose");
      return;
    }
    json.writeObjectFieldStart("proxyClose");
    json.writeStringField("reason", close.reason().label());
    json.writeBooleanField("toClient", close.toClient());
    json.writeBooleanField("toService", close.toService());
    json.writeEndObject();
  }

  private static void policy(JsonGenerator json, @Nullable PolicyVerdict policy)
      throws IOException {
    if (policy == null) {
      json.writeNullField("policy");
      return;
    }
    PolicyVerdict.Evidence evidence = policy.evidence();
    json.writeObjectFieldStart("policy");
    json.writeStringField("cause", policy.cause().label());
    json.writeStringField("basis", policy.basis().label());
    json.writeObjectFieldStart("evidence");
    SafeJson.text(json, "matched", evidence.matched());
    json.writeNumberField("messages1s", evidence.messages1s());
    json.writeNumberField("messages10s", evidence.messages10s());
    SafeJson.seconds(json, "ageSeconds", evidence.ageNanos());
    nullableSeconds(json, "sinceLastMessageSeconds", evidence.sinceLastMessageNanos());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void violations(JsonGenerator json, List<ViolationCount> violations)
      throws IOException {
    json.writeArrayFieldStart("violations");
    for (ViolationCount violation : violations) {
      json.writeStartObject();
      json.writeStringField("sender", violation.sender().label());
      json.writeStringField("violation", violation.violation().label());
      json.writeNumberField("count", violation.count());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
