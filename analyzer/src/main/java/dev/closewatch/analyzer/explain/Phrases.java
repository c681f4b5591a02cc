package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.vocabulary.Lang;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All phrases of one language. Immutable. */
final class Phrases {
  private static final Map<Lang, Phrases> SHIPPED = shipped();

  private final Map<Phrase, String> texts;

  private Phrases(Map<Phrase, String> texts) {
    this.texts = texts;
  }

  static Phrases in(Lang lang) {
    Phrases phrases = SHIPPED.get(lang);
    if (phrases == null) {
      throw new IllegalArgumentException("no phrases in " + lang);
    }
    return phrases;
  }

  /** Returns a text, with its gaps: names in braces. */
  String text(Phrase phrase) {
    String text = texts.get(phrase);
    if (text == null) {
      throw new IllegalArgumentException("no text for " + phrase);
    }
    return text;
  }

  /**
   * Reads lines: {@code key: text}, blank ones, and comments behind a {@code #}.
   *
   * @throws IllegalArgumentException if a line cannot be read, or a phrase is missing
   */
  static Phrases parse(List<String> lines) {
    Map<String, Phrase> keys = new HashMap<>();
    for (Phrase phrase : Phrase.values()) {
      keys.put(phrase.key(), phrase);
    }
    Map<Phrase, String> texts = new EnumMap<>(Phrase.class);
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int colon = Math.max(line.indexOf(':'), 0);
      Phrase phrase = keys.remove(line.substring(0, colon));
      String text = line.substring(colon + 1).strip();
      if (phrase == null || text.isEmpty()) {
        throw new IllegalArgumentException("unknown, twice or without a text: '" + line + "'");
      }
      texts.put(phrase, text);
    }
    if (!keys.isEmpty()) {
      throw new IllegalArgumentException("missing: " + String.join(", ", keys.keySet()));
    }
    return new Phrases(texts);
  }

  private static Map<Lang, Phrases> shipped() {
    Map<Lang, Phrases> shipped = new EnumMap<>(Lang.class);
    for (Lang lang : Lang.values()) {
      shipped.put(lang, parse(read("phrases." + lang.label() + ".txt")));
    }
    return shipped;
  }

  private static List<String> read(String name) {
    try (InputStream stream = Phrases.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing beside its reader");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
