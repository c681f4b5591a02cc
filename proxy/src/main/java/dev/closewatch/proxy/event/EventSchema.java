package dev.closewatch.proxy.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schemas (2020-12) of the events, which are shipped with the product. */
public enum EventSchema {
  /** How a connection ended: {@code closewatch.close/1}. */
  CLOSE("close"),
  /** A handshake that was not upgraded: {@code closewatch.handshake/1}. */
  HANDSHAKE("handshake"),
  /** A peer has been flagged: {@code closewatch.flag/1}. */
  FLAG("flag");

  private final String word;

  EventSchema(String word) {
    this.word = word;
  }

  /** Returns the one word that stands for the event in paths and in the stream. */
  public String word() {
    return word;
  }

  /** Returns the schema's text. */
  public String text() {
    String file = "schema/" + word + ".json";
    try (InputStream in = EventSchema.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file + " failed", e);
    }
  }
}
