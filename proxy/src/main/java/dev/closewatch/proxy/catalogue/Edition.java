package dev.closewatch.proxy.catalogue;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.closewatch.analyzer.vocabulary.Lang;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All texts of one language, as its files have and explain them.
 *
 * @param textsById by the ids of the registry
 * @param pairs comparisons that somebody has written
 */
record Edition(Words words, Map<String, Texts> textsById, List<Pair> pairs) {
  /** What {@code codes.en.yaml} says of one entry. */
  record Texts(
      String title,
      String brief,
      String meaning,
      List<String> when,
      List<String> fix,
      String use,
      String wire,
      String who,
      String counting) {}

  /** What {@code comparisons.en.yaml} says of two entries. */
  record Pair(
      List<String> pair,
      String summary,
      List<String> differences,
      Map<String, String> when,
      Map<String, String> use) {}

  static Edition read(Lang lang) {
    String suffix = "." + lang.label() + ".yaml";
    return new Edition(
        YamlResource.read("words" + suffix, new TypeReference<Words>() {}),
        YamlResource.read("codes" + suffix, new TypeReference<Map<String, Texts>>() {}),
        YamlResource.read("comparisons" + suffix, new TypeReference<List<Pair>>() {}));
  }

  Texts texts(String id) {
    Texts texts = textsById.get(id);
    if (texts == null) {
      throw new IllegalStateException("no text for " + id);
    }
    return texts;
  }

  /** Returns what is written of two entries, in whichever order. */
  Optional<Pair> pair(String id, String otherId) {
    return pairs.stream()
        .filter(
            each ->
                each.pair().equals(List.of(id, otherId))
                    || each.pair().equals(List.of(otherId, id)))
        .findFirst();
  }
}
