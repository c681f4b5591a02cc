package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.vocabulary.Labelled;

/** Where events go, and can be lost if they come faster than they are taken. */
public enum EventOutlet implements Labelled {
  /** The judging of peers, which all of the others stand behind. */
  WATCH("watch"),
  /** The file, or standard output. */
  FILE("file"),
  /** Readers of the event stream; an event counts once for each of them that missed it. */
  STREAM("stream");

  private final String label;

  EventOutlet(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
