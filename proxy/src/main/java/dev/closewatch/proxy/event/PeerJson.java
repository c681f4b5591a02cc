package dev.closewatch.proxy.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.closewatch.analyzer.finding.Finding;
import dev.closewatch.analyzer.peer.Flag;
import dev.closewatch.analyzer.peer.PeerView;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Peers, flags and findings as JSON. */
public final class PeerJson {
  private PeerJson() {}

  /** Writes a peer as one object. */
  public static void write(JsonGenerator json, PeerView peer) throws IOException {
    json.writeStartObject();
    SafeJson.text(json, "peer", peer.id().name());
    json.writeStringField("side", peer.id().side().label());
    json.writeNumberField("opened", peer.opened());
    json.writeNumberField("open", peer.open());
    json.writeObjectFieldStart("closes");
    for (Map.Entry<CloseKind, Long> kind : peer.closes().entrySet()) {
      json.writeNumberField(kind.getKey().label(), kind.getValue());
    }
    json.writeEndObject();
    json.writeBooleanField("shared", peer.shared());
    SafeJson.time(json, "firstSeen", peer.firstSeen());
    SafeJson.time(json, "lastSeen", peer.lastSeen());
    json.writeArrayFieldStart("flags");
    for (Flag flag : peer.flags()) {
      write(json, flag);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Flag flag) throws IOException {
    json.writeStartObject();
    json.writeStringField("rule", flag.rule().label());
    SafeJson.time(json, "firstSeen", flag.firstSeen());
    SafeJson.time(json, "lastSeen", flag.lastSeen());
    json.writeNumberField("count", flag.count());
    evidence(json, flag.evidence());
    json.writeEndObject();
  }

  /** Writes a finding as one object, with a sentence that explains it. */
  public static void write(JsonGenerator json, Finding finding, String explanation)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("finding", finding.name().label());
    json.writeStringField("route", finding.route());
    SafeJson.time(json, "firstSeen", finding.firstSeen());
    SafeJson.time(json, "lastSeen", finding.lastSeen());
    evidence(json, finding.evidence());
    json.writeStringField("explanation", explanation);
    json.writeEndObject();
  }

  /** Writes the field {@code evidence}: numbers, texts and lists of texts by name. */
  public static void evidence(JsonGenerator json, Map<String, Object> evidence) throws IOException {
    json.writeObjectFieldStart("evidence");
    for (Map.Entry<String, Object> entry : evidence.entrySet()) {
      json.writeFieldName(entry.getKey());
      value(json, entry.getValue());
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Integer || value instanceof Long) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Number number) {
      json.writeNumber(number.doubleValue());
    } else if (value instanceof Boolean yes) {
      json.writeBoolean(yes);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        value(json, item);
      }
      json.writeEndArray();
    } else {
      json.writeString(SafeJson.cut(value.toString(), SafeJson.MAX_TEXT_CHARS));
    }
  }
}
