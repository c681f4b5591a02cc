package dev.closewatch.analyzer.explain;

/**
 * What a sentence is made of.
 *
 * @param what who did what
 * @param note what else is decisive, "" for nothing
 * @param shortNote the same in a few words, for where the rest is long
 * @param step what to do next
 */
record Told(String what, String note, String shortNote, String step) {
  Told(String what, String step) {
    this(what, "", "", step);
  }

  /** Returns the sentence, with the long note if it stays below this. */
  String sentence(int maxChars) {
    String whole = sentence(note);
    return whole.length() <= maxChars ? whole : sentence(shortNote);
  }

  private String sentence(String chosen) {
    return what + (chosen.isEmpty() ? "" : " (" + chosen + ")") + "; " + step + ".";
  }
}
