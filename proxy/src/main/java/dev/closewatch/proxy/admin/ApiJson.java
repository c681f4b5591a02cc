package dev.closewatch.proxy.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.event.EventJson;
import dev.closewatch.proxy.event.SafeJson;
import dev.closewatch.proxy.observe.DrainStatus;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.ObservedClose;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.observe.ProxyState;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bodies of the API's answers. */
final class ApiJson {
  private ApiJson() {}

  /** Returns {@code {"closes":[CloseEvent...]}}; of more than {@code limit} the first ones. */
  static Buffer closes(List<ObservedClose> closes, int limit, Lang lang) {
    return list("closes", closes, limit, (json, close) -> EventJson.write(json, close, lang));
  }

  /** Returns {@code {"handshakes":[HandshakeEvent...]}}; of more than {@code limit} the first. */
  static Buffer handshakes(List<HandshakeEvent> handshakes, int limit) {
    return list("handshakes", handshakes, limit, EventJson::write);
  }

  /** Returns {@code {"connections":[...]}}; of more than {@code limit} the first ones. */
  static Buffer connections(List<OpenConnection> connections, int limit, Instant now) {
    return list("connections", connections, limit, (json, open) -> connection(json, open, now));
  }

  /** Returns {@code {"live":true,"state":"ready"}}, or the same with another question. */
  static Buffer health(String question, boolean answer, ProxyState state) {
    return object(
        json -> {
          json.writeBooleanField(question, answer);
          json.writeStringField("state", state.name().toLowerCase(Locale.ROOT));
        });
  }

  /** Returns {@code {"state":"draining","open":12,"since":...,"until":...}}. */
  static Buffer drain(DrainStatus drain, long open) {
    return object(
        json -> {
          json.writeStringField("state", drain.state().name().toLowerCase(Locale.ROOT));
          json.writeNumberField("open", open);
          time(json, "since", drain.since());
          time(json, "until", drain.until());
        });
  }

  private static void time(JsonGenerator json, String name, @Nullable Instant time)
      throws IOException {
    if (time == null) {
      json.writeNullField(name);
    } else {
      SafeJson.time(json, name, time);
    }
  }

  /** Returns {@code {"id":"...","closing":true}}. */
  static Buffer ending(String id) {
    return object(
        json -> {
          SafeJson.text(json, "id", id);
          json.writeBooleanField("closing", true);
        });
  }

  /** Returns {@code {"error":"..."}}. */
  static Buffer error(String message) {
    return object(json -> json.writeStringField("error", message));
  }

  private static void connection(JsonGenerator json, OpenConnection open, Instant now)
      throws IOException {
    String client = Sender.CLIENT.label();
    String service = Sender.SERVICE.label();
    json.writeStartObject();
    json.writeStringField("id", open.opening().id());
    json.writeStringField("route", open.opening().route());
    SafeJson.time(json, "openedAt", open.opening().openedAt());
    SafeJson.seconds(json, "ageSeconds", open.ageNanos());
    json.writeObjectFieldStart(client);
    SafeJson.text(json, "peer", open.opening().client().peer());
    json.writeEndObject();
    json.writeObjectFieldStart(service);
    SafeJson.text(json, "peer", open.opening().service().peer());
    json.writeEndObject();
    json.writeObjectFieldStart("traffic");
    json.writeObjectFieldStart(client);
    EventJson.counts(json, open.fromClient());
    json.writeEndObject();
    json.writeObjectFieldStart(service);
    EventJson.counts(json, open.fromService());
    json.writeEndObject();
    json.writeEndObject();
    json.writeObjectFieldStart("lastByteAt");
    SafeJson.time(json, client, now.minusNanos(open.clientIdleNanos()));
    SafeJson.time(json, service, now.minusNanos(open.serviceIdleNanos()));
    json.writeEndObject();
    json.writeBooleanField("closing", open.closing());
    json.writeEndObject();
  }

  /** Returns a body that is one value. */
  static Buffer value(Fields value) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = SafeJson.generator(body)) {
      value.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return Buffer.buffer(body.toByteArray());
  }

  /** Returns {@code {"field":[...]}}; of more than {@code limit} entries the first ones. */
  static <E> Buffer list(String field, List<E> entries, int limit, Entry<E> entry) {
    return object(
        json -> {
          json.writeArrayFieldStart(field);
          for (E each : entries.subList(0, Math.min(entries.size(), limit))) {
            entry.write(json, each);
          }
          json.writeEndArray();
          if (entries.size() > limit) {
            json.writeBooleanField("truncated", true);
          }
        });
  }

  private static Buffer object(Fields fields) {
    return value(
        json -> {
          json.writeStartObject();
          fields.write(json);
          json.writeEndObject();
        });
  }

  @FunctionalInterface
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  @FunctionalInterface
  interface Entry<E> {
    void write(JsonGenerator json, E entry) throws IOException;
  }
}
