package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the phrases that closewatch ships; the notation is explained at the head of the file. */
final class PhraseFile {
  private static final String NAME = "reason-phrases.txt";

  private PhraseFile() {}

  /** Reads the file that is part of this module. */
  static PhraseBook read() {
    try (InputStream stream = PhraseFile.class.getResourceAsStream(NAME)) {
      if (stream == null) {
        throw new IllegalStateException(NAME + " is missing beside its reader");
      }
      List<String> lines = new ArrayList<>();
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
      return parse(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads lines.
   *
   * @throws IllegalArgumentException naming the line that cannot be read, and why
   */
  static PhraseBook parse(List<String> lines) {
    PhraseBookBuilder book = new PhraseBookBuilder();
    Map<String, PolicyCause> causes = new HashMap<>();
    for (PolicyCause cause : PolicyCause.values()) {
      causes.put(cause.label(), cause);
    }
    int number = 0;
    for (String line : lines) {
      number++;
      try {
        parseLine(line.strip(), book, causes);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      }
    }
    return book.build();
  }

  private static void parseLine(
      String line, PhraseBookBuilder book, Map<String, PolicyCause> causes) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    int colon = line.indexOf(':');
    int equals = line.indexOf('=');
    if (equals >= 0 && (colon < 0 || equals < colon)) {
      book.list(line.substring(0, equals).strip(), items(line.substring(equals + 1)));
      return;
    }
    if (colon < 0) {
      throw new IllegalArgumentException("neither 'cause: phrases' nor 'list = words'");
    }
    String name = line.substring(0, colon).strip();
    List<String> items = items(line.substring(colon + 1));
    if (name.equals("ignored")) {
      book.ignore(items);
      return;
    }
    PolicyCause cause = causes.get(name);
    if (cause == null) {
      throw new IllegalArgumentException("no cause named '" + name + "'");
    }
    items.forEach(item -> book.phrase(cause, item));
  }

  private static List<String> items(String text) {
    List<String> items =
        Arrays.stream(text.split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
    if (items.isEmpty()) {
      throw new IllegalArgumentException("nothing behind the name");
    }
    return items;
  }
}
