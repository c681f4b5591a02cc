package dev.closewatch.analyzer.sketch;

/**
 * How far back is counted. A window slides in steps of a thirtieth of its length, its pane: it
 * holds the pane that is running and the 30 before it, so nothing leaves before the window has
 * passed, and nothing stays a whole pane longer.
 */
public enum Window {
  /** 60 s, in panes of 2 s. */
  ONE_MINUTE("1m", 2),

  /** 300 s, in panes of 10 s. */
  FIVE_MINUTES("5m", 10),

  /** 3,600 s, in panes of 2 min. */
  ONE_HOUR("1h", 120);

  /** Each window has so many full panes, and the one that is running. */
  static final int FULL_PANES = 30;

  /**
   * Time is counted in the panes of the shortest window, of which all other panes are multiples.
   */
  static final int TICK_SECONDS = 2;

  private final String label;
  private final int paneSeconds;

  Window(String label, int paneSeconds) {
    this.label = label;
    this.paneSeconds = paneSeconds;
  }

  /** Returns the word that users see. */
  public String label() {
    return label;
  }

  /** Returns how long the window is, in nanoseconds. */
  public long nanos() {
    return FULL_PANES * paneNanos();
  }

  /** Returns how long one of its panes is, in nanoseconds. */
  public long paneNanos() {
    return paneSeconds * 1_000_000_000L;
  }

  /** Returns how many ticks one of its panes lasts. */
  int paneTicks() {
    return paneSeconds / TICK_SECONDS;
  }

  /** Returns the number of the pane that this tick is in. */
  long paneOf(long tick) {
    return Math.floorDiv(tick, paneTicks());
  }

  /** Returns the last tick of the pane of this number. */
  long lastTick(long pane) {
    return (pane + 1) * paneTicks() - 1;
  }

  /** Returns the first tick that still counts in this tick. */
  long firstTick(long nowTick) {
    return (paneOf(nowTick) - FULL_PANES) * paneTicks();
  }
}
