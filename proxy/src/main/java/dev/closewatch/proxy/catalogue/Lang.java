package dev.closewatch.proxy.catalogue;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A language of the catalogue. */
public enum Lang {
  EN("en"),
  VI("vi");

  /** All tags, to be shown to people: {@code en or vi}. */
  public static final String TAGS =
      Arrays.stream(values()).map(Lang::tag).collect(Collectors.joining(" or "));

  private final String tag;

  Lang(String tag) {
    this.tag = tag;
  }

  /** Returns the language's tag (BCP 47), which also stands in the names of its files. */
  @JsonValue
  public String tag() {
    return tag;
  }

  /** Returns the language with this tag, nothing if there is none. */
  public static Optional<Lang> of(String tag) {
    return Arrays.stream(values()).filter(lang -> lang.tag.equals(tag)).findFirst();
  }
}
