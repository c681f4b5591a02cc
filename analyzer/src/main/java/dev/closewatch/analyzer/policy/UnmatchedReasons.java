package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.policy.ReasonText.Word;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The commonest reasons that told nothing, so that an operator can say what they mean. Words with a
 * digit count as one and the same, since they are mostly numbers and ids.
 *
 * <p>Space-Saving (Metwally, Agrawal, El Abbadi: Efficient Computation of Frequent and Top-k
 * Elements in Data Streams, 2005): a reason that finds no room takes over the place, and the count,
 * of the rarest. What is common is never lost, and a count is too high by no more than is told with
 * it. Not thread-safe.
 */
public final class UnmatchedReasons {
  /** So many are kept. */
  public static final int MAX_REASONS = 100;

  /** What is known of one reason. */
  private static final class Place {
    private String example;
    private long count;
    private long countTooHighBy;

    private Place(String example) {
      this.example = example;
    }
  }

  /**
   * A reason and how often it came.
   *
   * @param match what {@link OwnReason} takes to match it: letters, digits, spaces and {@code #}
   * @param example the reason as it first came, untrusted text
   * @param count how often, at most
   * @param countTooHighBy by how much that can be too high
   */
  public record Row(String match, String example, long count, long countTooHighBy) {
    /** Returns the line for the configuration; the cause is the operator's to fill in. */
    public String line() {
      return "- {match: \"" + match + "\", cause: unknown}";
    }
  }

  private final Map<String, Place> places = new HashMap<>();

  /** Starts with none. */
  public UnmatchedReasons() {}

  /** A reason has told nothing. One without a letter or digit could not be matched either. */
  public void add(String reason) {
    String match = match(reason);
    if (!match.isEmpty()) {
      add(match, reason, 1, 0);
    }
  }

  /** What another of its kind has counted, as well. */
  public void addAll(UnmatchedReasons other) {
    for (Row row : other.rows()) {
      add(row.match(), row.example(), row.count(), row.countTooHighBy());
    }
  }

  /** Returns all, the commonest first. */
  public List<Row> rows() {
    return places.entrySet().stream()
        .map(UnmatchedReasons::row)
        .sorted(Comparator.comparingLong(Row::count).reversed().thenComparing(Row::match))
        .toList();
  }

  private void add(String match, String example, long count, long countTooHighBy) {
    Place place = places.get(match);
    if (place == null) {
      place = places.size() < MAX_REASONS ? new Place(example) : rarest(example);
      places.put(match, place);
    }
    place.count += count;
    place.countTooHighBy += countTooHighBy;
  }

  private Place rarest(String example) {
    Map.Entry<String, Place> rarest = null;
    for (Map.Entry<String, Place> entry : places.entrySet()) {
      if (rarest == null || entry.getValue().count < rarest.getValue().count) {
        rarest = entry;
      }
    }
    if (rarest == null) {
      return new Place(example);
    }
    Place place = rarest.getValue();
    places.remove(rarest.getKey());
    place.example = example;
    place.countTooHighBy = place.count;
    return place;
  }

  private static Row row(Map.Entry<String, Place> entry) {
    Place place = entry.getValue();
    return new Row(entry.getKey(), place.example, place.count, place.countTooHighBy);
  }

  private static String match(String reason) {
    StringBuilder match = new StringBuilder();
    Word before = null;
    for (Word word : new ReasonText(reason).words()) {
      if (before != null && !standTogether(before, word)) {
        match.append(' ');
      }
      match.append(word.hasDigit() ? "#" : word.text());
      before = word;
    }
    return match.toString();
  }

  /** Characters of a script without spaces would be hard to read with spaces between them. */
  private static boolean standTogether(Word before, Word word) {
    return before.end() == word.start()
        && before.isCharacter()
        && word.isCharacter()
        && !before.hasDigit()
        && !word.hasDigit();
  }
}
