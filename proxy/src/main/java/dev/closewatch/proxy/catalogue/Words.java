package dev.closewatch.proxy.catalogue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A language's headings and phrases, as {@code words.en.yaml} has and explains them.
 *
 * @param actors what each {@link Actor} is called within a sentence
 */
record Words(Headings headings, Map<Actor, String> actors, Phrases phrases) {
  record Headings(
      String meaning,
      String when,
      String fix,
      String use,
      String wire,
      String who,
      String counting,
      String differences,
      String which) {}

  record Phrases(
      String versus,
      String bothSent,
      String oneSent,
      String noneSent,
      String same,
      String sameRange,
      String brief,
      String kind,
      String kinds,
      String actor,
      String actors,
      String or) {}

  /** Returns {@code the client or the service}. */
  String anyOf(List<Actor> some) {
    return anyOfWords(some.stream().map(actor -> actors.getOrDefault(actor, "")).toList());
  }

  /** Returns {@code empty or reserved}. */
  String anyOfWords(List<String> some) {
    return some.stream().collect(Collectors.joining(" " + phrases.or() + " "));
  }

  /** Returns the phrase with each {@code {name}} replaced; names and values take turns. */
  static String fill(String phrase, String... namesAndValues) {
    String filled = phrase;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      filled = filled.replace("{" + namesAndValues[i] + "}", namesAndValues[i + 1]);
    }
    return filled;
  }
}
