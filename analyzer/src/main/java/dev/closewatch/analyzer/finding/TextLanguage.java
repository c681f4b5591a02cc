package dev.closewatch.analyzer.finding;

/** A language that findings are explained in. */
public enum TextLanguage {
  /** English. */
  ENGLISH("en"),
  /** Vietnamese. */
  VIETNAMESE("vi");

  private final String tag;

  TextLanguage(String tag) {
    this.tag = tag;
  }

  /** Returns the language's tag (BCP 47). */
  public String tag() {
    return tag;
  }
}
