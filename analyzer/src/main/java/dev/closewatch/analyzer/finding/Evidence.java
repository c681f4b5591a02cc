package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.vocabulary.Labelled;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what a finding rests on, in the order in which people should read it. */
final class Evidence {
  private static final int MOST_CHARACTERS = 200;

  private final Map<String, Object> values = new LinkedHashMap<>();

  Evidence with(String name, long value) {
    values.put(name, value);
    return this;
  }

  Evidence with(String name, Labelled value) {
    values.put(name, value.label());
    return this;
  }

  Evidence with(String name, Instant value) {
    values.put(name, value.truncatedTo(ChronoUnit.MILLIS).toString());
    return this;
  }

  /** A text, which may come from a peer. */
  Evidence with(String name, String value) {
    values.put(name, bounded(value));
    return this;
  }

  /** Texts, which may come from peers. */
  Evidence with(String name, List<String> value) {
    values.put(name, value.stream().map(Evidence::bounded).toList());
    return this;
  }

  /** A share from 0 to 1, or seconds: three decimals are enough for both. */
  Evidence with(String name, double value) {
    double rounded = Math.round(value * 1000) / 1000.0;
    if (rounded == Math.rint(rounded)) {
      return with(name, (long) rounded);
    }
    values.put(name, rounded);
    return this;
  }

  Map<String, Object> values() {
    return values;
  }

  /** Cuts a text, between whole characters. */
  static String bounded(String text) {
    return text.codePointCount(0, text.length()) <= MOST_CHARACTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_CHARACTERS)) + "…";
  }
}
