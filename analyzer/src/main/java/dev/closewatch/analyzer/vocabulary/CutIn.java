package dev.closewatch.analyzer.vocabulary;

/** What stood open in a direction when its leg ended. */
public enum CutIn implements Labelled {
  /** Nothing: the leg ended between two messages. */
  NONE("none"),
  /** A frame that is no Close. */
  FRAME("frame"),
  /** A fragmented message, between two of its frames. */
  MESSAGE("message"),
  /** A Close: cut off, it is none. */
  CLOSE_FRAME("close_frame");

  private final String label;

  CutIn(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
