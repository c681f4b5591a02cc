package dev.closewatch.proxy.demo;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells in one line how things stand: rewritten in place on a terminal, else a new line now and
 * then.
 *
 * <p>A figure that does not fit is left out whole: half a number would be a wrong one.
 */
public final class LiveSummary {
  private static final int MIN_COLUMNS = 20;
  private static final int MAX_COLUMNS = 100;
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  private final PrintStream out;
  private final boolean terminal;
  private final int columns;
  private int lastLength;
  private @Nullable Duration lastPrinted;

  /**
   * How things stand.
   *
   * @param elapsed since the start
   * @param opened connections since the start
   * @param active connections open now
   * @param closes connections that have ended, by kind; what is absent is 0
   * @param refused handshakes that were not upgraded
   */
  public record Figures(
      Duration elapsed, long opened, long active, Map<CloseKind, Long> closes, long refused) {
    /** Keeps a copy of the map. */
    public Figures {
      closes = Map.copyOf(closes);
    }
  }

  /**
   * Begins with no line.
   *
   * @param out where to; only this writes to it while the line is being rewritten
   * @param terminal whether it can be rewritten there
   * @param columns how wide the terminal is; never more than 100 are used
   */
  public LiveSummary(PrintStream out, boolean terminal, int columns) {
    this.out = out;
    this.terminal = terminal;
    this.columns = Math.max(MIN_COLUMNS, Math.min(columns, MAX_COLUMNS));
  }

  /** Shows new figures; to be called each second. */
  public void update(Figures figures) {
    if (terminal) {
      rewrite(line(figures, columns - 1)); // in the last column many terminals wrap
    } else if (lastPrinted == null
        || figures.elapsed().minus(lastPrinted).compareTo(BETWEEN_LINES) >= 0) {
      lastPrinted = figures.elapsed();
      println(line(figures, MAX_COLUMNS));
    }
  }

  /** Shows the last figures, in any case, and leaves the line. */
  public void finish(Figures figures) {
    if (terminal) {
      rewrite(line(figures, columns - 1));
      println("");
    } else {
      println(line(figures, MAX_COLUMNS));
    }
  }

  /** Returns the line: the most telling figures first, as many as fit. */
  static String line(Figures figures, int columns) {
    long seconds = figures.elapsed().toSeconds();
    StringBuilder line = new StringBuilder(columns);
    line.append(String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60));
    Map<Group, Long> byGroup = new EnumMap<>(Group.class);
    figures.closes().forEach((kind, count) -> byGroup.merge(Group.of(kind), count, Long::sum));
    boolean fits =
        append(line, columns, "  open " + figures.active() + "/" + figures.opened() + " ");
    for (Group group : Group.values()) {
      long count = byGroup.getOrDefault(group, 0L);
      if (group == Group.OTHER) {
        fits = fits && append(line, columns, " refused " + figures.refused());
      }
      String name = group.name().toLowerCase(Locale.ROOT);
      fits = fits && append(line, columns, " " + name + " " + count);
    }
    return line.toString().stripTrailing();
  }

  private static boolean append(StringBuilder line, int columns, String figure) {
    boolean fits = line.length() + figure.stripTrailing().length() <= columns;
    if (fits) {
      line.append(figure);
    }
    return fits;
  }

  private void rewrite(String line) {
    // What was longer before is overwritten with spaces; no escape sequence is needed.
    out.print("\r" + line + " ".repeat(Math.max(0, lastLength - line.length())));
    out.flush();
    lastLength = line.length();
  }

  private void println(String line) {
    out.print(line + System.lineSeparator());
    out.flush();
  }

  /** What is counted together. */
  private enum Group {
    NORMAL,
    EMPTY,
    POLICY,
    ABNORMAL,
    ILLEGAL,
    OTHER;

    static Group of(CloseKind kind) {
      return switch (kind) {
        case NORMAL, GOING_AWAY -> NORMAL;
        case EMPTY -> EMPTY;
        case POLICY -> POLICY;
        case ABNORMAL -> ABNORMAL;
        case RESERVED, UNASSIGNED, OUT_OF_RANGE, MALFORMED -> ILLEGAL;
        default -> OTHER;
      };
    }
  }
}
