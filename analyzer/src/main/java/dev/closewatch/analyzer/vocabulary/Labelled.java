package dev.closewatch.analyzer.vocabulary;

/** A word of the vocabulary that stands in metrics and events under a fixed label. */
public interface Labelled {
  /** Returns the label: lower case, words joined by underscores, never changed once released. */
  String label();
}
