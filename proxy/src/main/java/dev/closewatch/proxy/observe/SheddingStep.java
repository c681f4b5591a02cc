package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.vocabulary.Labelled;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is left undone when there is too much to do; each step includes those before it. To relay
 * what is open is never left undone.
 */
public enum SheddingStep implements Labelled {
  /** Nothing. */
  NONE(0, "none"),
  /** The judging of peers: rules, findings, and how many different peers there are. */
  PEERS(1, "peers"),
  /** The reading of connections that open from now on. */
  OBSERVATION(2, "observation"),
  /** New connections: they are answered 503. */
  CONNECTIONS(3, "connections");

  private final int level;
  private final String label;

  SheddingStep(int level, String label) {
    this.level = level;
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** Returns how far this is, 0 to 3. */
  public int level() {
    return level;
  }

  /** Returns the step that goes so much further, or less far; there may be none. */
  public Optional<SheddingStep> further(int by) {
    return Arrays.stream(values()).filter(step -> step.level == level + by).findFirst();
  }

  /** Returns whether this step leaves out what the other one does. */
  public boolean includes(SheddingStep other) {
    return level >= other.level;
  }
}
