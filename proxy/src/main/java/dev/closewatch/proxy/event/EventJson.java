package dev.closewatch.proxy.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.closewatch.analyzer.traffic.DirectionCounts;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.proxy.observe.FlagEvent;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.ObservedClose;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Events as JSON objects, schemas {@code closewatch.close/1}, {@code closewatch.handshake/1} and
 * {@code closewatch.flag/1}.
 *
 * <p>All fields of a schema are always there, null where there is nothing to say. Times are RFC
 * 3339 in UTC with milliseconds, lengths of time are decimal seconds. Texts from the wire are cut
 * at {@value SafeJson#MAX_TEXT_CHARS} characters. Every event says its weight: how many such events
 * it stands for, which is 1 unless a part of them was left out.
 */
public final class EventJson {
  private static final String HANDSHAKE_SCHEMA = "closewatch.handshake/1";
  private static final String FLAG_SCHEMA = "closewatch.flag/1";
  private static final double WHOLE = 1;
  private static final int USUAL_BYTES = 2_048;
  private static final int LINE_END = '\n';

  private EventJson() {}

  /** Returns the event as one line, without a line end. */
  public static String line(ObservedClose close) {
    return line(json -> write(json, close));
  }

  /** Returns the event as one line that stands for so many closes: UTF-8, with its line end. */
  public static byte[] utf8Line(ObservedClose close, double weight) {
    return utf8Line(json -> CloseJson.write(json, close, weight, Lang.EN));
  }

  /** Returns the event as one line, without a line end. */
  public static String line(HandshakeEvent event) {
    return line(json -> write(json, event));
  }

  /** Returns the event as one line of UTF-8, with its line end. */
  public static byte[] utf8Line(HandshakeEvent event) {
    return utf8Line(json -> write(json, event));
  }

  /** Returns the event as one line, without a line end. */
  public static String line(FlagEvent event) {
    return line(json -> write(json, event));
  }

  /** Returns the event as one line of UTF-8, with its line end. */
  public static byte[] utf8Line(FlagEvent event) {
    return utf8Line(json -> write(json, event));
  }

  /** Writes the event as one object; only what the generator writes to can fail. */
  public static void write(JsonGenerator json, ObservedClose close) throws IOException {
    write(json, close, Lang.EN);
  }

  /** Writes the event as one object that is explained in this language. */
  public static void write(JsonGenerator json, ObservedClose close, Lang lang) throws IOException {
    CloseJson.write(json, close, WHOLE, lang);
  }

  /** Writes the event as one object; only what the generator writes to can fail. */
  public static void write(JsonGenerator json, HandshakeEvent event) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", HANDSHAKE_SCHEMA);
    json.writeStringField("id", event.id());
    SafeJson.text(json, "requestId", event.requestId());
    json.writeStringField("route", event.route());
    SafeJson.time(json, "at", event.at());
    SafeJson.text(json, "peer", event.peer());
    SafeJson.text(json, "address", event.address());
    SafeJson.text(json, "userAgent", event.userAgent());
    SafeJson.text(json, "host", event.host());
    SafeJson.text(json, "path", event.path());
    SafeJson.text(json, "origin", event.origin());
    SafeJson.text(json, "servicePeer", event.servicePeer());
    json.writeStringField("outcome", event.outcome().label());
    if (event.status() == 0) {
      json.writeNullField("status");
    } else {
      json.writeNumberField("status", event.status());
    }
    SafeJson.seconds(json, "seconds", event.durationNanos());
    weight(json, WHOLE);
    json.writeEndObject();
  }

  /** Writes the event as one object; only what the generator writes to can fail. */
  public static void write(JsonGenerator json, FlagEvent event) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", FLAG_SCHEMA);
    json.writeStringField("id", event.id());
    SafeJson.time(json, "at", event.at());
    SafeJson.text(json, "peer", event.peer());
    json.writeStringField("side", event.side().label());
    json.writeStringField("rule", event.rule().label());
    json.writeNumberField("count", event.count());
    PeerJson.evidence(json, event.evidence());
    weight(json, WHOLE);
    json.writeEndObject();
  }

  /** Writes a weight with at most six digits behind the point, and none where it is whole. */
  static void weight(JsonGenerator json, double weight) throws IOException {
    BigDecimal rounded = BigDecimal.valueOf(weight).setScale(6, RoundingMode.HALF_EVEN);
    json.writeFieldName("weight");
    json.writeNumber(rounded.stripTrailingZeros().toPlainString());
  }

  /** Writes the fields that say what a sender has sent, into an object that has been begun. */
  public static void counts(JsonGenerator json, DirectionCounts counts) throws IOException {
    json.writeNumberField("frames", counts.frames());
    json.writeNumberField("messages", counts.messages());
    json.writeNumberField("bytes", counts.bytes());
    json.writeObjectFieldStart("byOpcode");
    for (Map.Entry<Opcode, Long> entry : counts.byOpcode().entrySet()) {
      json.writeNumberField(entry.getKey().label(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static String line(Fields fields) {
    byte[] line = utf8Line(fields);
    return new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
  }

  private static byte[] utf8Line(Fields fields) {
    try (ByteArrayBuilder line = new ByteArrayBuilder(USUAL_BYTES)) {
      try (JsonGenerator json = SafeJson.generator(line)) {
        fields.write(json);
      }
      line.append(LINE_END);
      return line.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }
}
