package dev.closewatch.proxy.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/**
 * JSON that may hold untrusted text. It stays one line of printable characters: whatever a terminal
 * or a log could take for the end of a line, for a command or for a change of direction is escaped.
 */
public final class SafeJson {
  /** Untrusted text is cut behind so many UTF-16 units. */
  public static final int MAX_TEXT_CHARS = 256;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .characterEscapes(new LineSafeEscapes())
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  /** RFC 3339 in UTC with exactly three digits behind the second. */
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private static final int NANO_DIGITS = 9;
  private static final char REPLACEMENT = '\uFFFD';

  private SafeJson() {}

  /** Returns a generator that writes UTF-8. */
  public static JsonGenerator generator(OutputStream out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /** Returns a generator that writes characters. */
  public static JsonGenerator generator(Writer out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /** Writes a field with untrusted text, cut to {@value #MAX_TEXT_CHARS}, or null. */
  public static void text(JsonGenerator json, String field, @Nullable String text)
      throws IOException {
    if (text == null) {
      json.writeNullField(field);
    } else {
      json.writeStringField(field, cut(text, MAX_TEXT_CHARS));
    }
  }

  /** Writes a field with a time in RFC 3339: UTC, exactly milliseconds. */
  public static void time(JsonGenerator json, String field, Instant time) throws IOException {
    json.writeStringField(field, MILLIS.format(time));
  }

  /** Writes a field with seconds as a decimal number without an exponent, exact to nanoseconds. */
  public static void seconds(JsonGenerator json, String field, long nanos) throws IOException {
    json.writeFieldName(field);
    BigDecimal seconds = BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros();
    json.writeNumber(seconds.toPlainString());
  }

  /**
   * Returns the text's first characters, at most so many UTF-16 units and never half a character;
   * half ones that were in it, which no UTF-8 can hold, are replaced by U+FFFD.
   */
  public static String cut(String text, int maxChars) {
    int end = Math.min(text.length(), maxChars);
    if (end < text.length() && end > 0 && isPair(text, end - 1)) {
      end--;
    }
    StringBuilder repaired = null;
    for (int i = 0; i < end; i++) {
      if (!Character.isSurrogate(text.charAt(i))) {
        continue;
      }
      if (i + 1 < end && isPair(text, i)) {
        i++;
        continue;
      }
      if (repaired == null) {
        repaired = new StringBuilder(text.substring(0, end));
      }
      repaired.setCharAt(i, REPLACEMENT);
    }
    return repaired == null ? text.substring(0, end) : repaired.toString();
  }

  private static boolean isPair(String text, int at) {
    return Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  /** Escapes, beside what JSON asks for, DEL, C1 controls, line separators and bidi controls. */
  private static final class LineSafeEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private static final int DEL = 0x7F;
    private static final int LAST_C1 = 0x9F;

    private final int[] ascii = standardAsciiEscapesForJSON();

    LineSafeEscapes() {
      ascii[DEL] = ESCAPE_CUSTOM;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii; // Jackson only looks into it, for each event
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int ch) {
      boolean unsafe =
          (ch >= DEL && ch <= LAST_C1)
              || (ch >= 0x2028 && ch <= 0x202E)
              || (ch >= 0x2066 && ch <= 0x2069)
              || ch == 0x200E
              || ch == 0x200F
              || ch == 0x061C;
      return unsafe ? new SerializedString(String.format("\\u%04x", ch)) : null;
    }
  }
}
