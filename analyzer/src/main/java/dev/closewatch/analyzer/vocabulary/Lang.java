package dev.closewatch.analyzer.vocabulary;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A language that texts for people are written in; its label is its tag (BCP 47). */
public enum Lang implements Labelled {
  /** English. */
  EN("en"),
  /** Vietnamese. */
  VI("vi");

  /** All tags, to be shown to people: {@code en or vi}. */
  public static final String TAGS =
      Arrays.stream(values()).map(Lang::label).collect(Collectors.joining(" or "));

  private final String label;

  Lang(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** Returns the language with this tag, nothing if there is none. */
  public static Optional<Lang> of(String tag) {
    return Arrays.stream(values()).filter(lang -> lang.label.equals(tag)).findFirst();
  }

  /** Returns the tag, as which it stands in JSON. */
  @Override
  public String toString() {
    return label;
  }
}
