package dev.closewatch.analyzer.sketch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happened in the last hour, in panes that get coarser with age, so that three windows share
 * them: panes of 2 s for the last minute, of 10 s up to 5 minutes, of 2 minutes up to the hour.
 * What leaves a window is merged into a pane of the next. Only panes in which something happened
 * exist, {@link #MAX_PANES} at most.
 *
 * @param <P> what is kept of a pane
 */
final class Panes<P> {
  /** 31 in the first window, 25 more in the second, 29 more in the third. */
  static final int MAX_PANES = 85;

  /** Writes one pane. */
  interface Writer<P> {
    void write(P pane, DataOutput out) throws IOException;
  }

  /** Reads one pane. */
  interface Reader<P> {
    P read(DataInput in) throws IOException;
  }

  private final Supplier<P> empty;
  private final BiConsumer<P, P> mergeInto;

  /** Of each window the panes that have left, or were never in, the shorter ones, by number. */
  private final Map<Window, TreeMap<Long, P>> levels = new EnumMap<>(Window.class);

  private long nowTick;

  /** The pane of this tick, if something has happened in it. */
  private @Nullable P running;

  /**
   * Starts without panes.
   *
   * @param empty makes a pane
   * @param mergeInto merges the second into the first, and leaves the second as it is
   */
  Panes(long nowTick, Supplier<P> empty, BiConsumer<P, P> mergeInto) {
    this.nowTick = nowTick;
    this.empty = empty;
    this.mergeInto = mergeInto;
    for (Window window : Window.values()) {
      levels.put(window, new TreeMap<>());
    }
  }

  /** Time has passed: what has left a window moves on, what has left the last is forgotten. */
  void advance(long tick) {
    nowTick = tick;
    running = null;
    levels.forEach(
        (window, panes) -> {
          long firstPane = window.paneOf(window.firstTick(tick));
          while (!panes.isEmpty() && panes.firstKey() < firstPane) {
            Map.Entry<Long, P> left = panes.pollFirstEntry();
            moveInto(window, window.lastTick(left.getKey()), left.getValue());
          }
        });
  }

  /** Returns the pane of this tick. */
  P running() {
    P pane = running;
    if (pane == null) {
      pane = pane(Window.ONE_MINUTE, nowTick);
      running = pane;
    }
    return pane;
  }

  /** Returns the pane that a tick is in; null if that was over an hour ago. */
  @Nullable P at(long tick) {
    return at(Window.ONE_MINUTE, tick);
  }

  /** Returns the panes of a window, in no order. */
  List<P> within(Window window) {
    List<P> all = new ArrayList<>();
    levels.forEach(
        (level, panes) -> {
          if (level.compareTo(window) <= 0) {
            all.addAll(panes.values());
          }
        });
    return all;
  }

  /** Merges others into these; theirs are {@code ahead} ticks later than they say. */
  void merge(Panes<P> other, long ahead) {
    other.levels.forEach(
        (window, panes) ->
            panes.forEach(
                (number, pane) -> {
                  long tick = Math.min(window.lastTick(number) + ahead, nowTick);
                  moveInto(window, tick, pane);
                }));
  }

  void writeTo(DataOutput out, Writer<P> writer) throws IOException {
    for (Map.Entry<Window, TreeMap<Long, P>> level : levels.entrySet()) {
      long nowPane = level.getKey().paneOf(nowTick);
      out.writeByte(level.getValue().size());
      for (Map.Entry<Long, P> pane : level.getValue().entrySet()) {
        out.writeByte((int) (nowPane - pane.getKey()));
        writer.write(pane.getValue(), out);
      }
    }
  }

  void readFrom(DataInput in, Reader<P> reader) throws IOException {
    for (Map.Entry<Window, TreeMap<Long, P>> level : levels.entrySet()) {
      long nowPane = level.getKey().paneOf(nowTick);
      int age = Window.FULL_PANES + 1;
      for (int left = in.readUnsignedByte(); left > 0; left--) {
        int before = age;
        age = in.readUnsignedByte();
        SketchHead.check(age < before, "its panes are not in order");
        level.getValue().put(nowPane - age, reader.read(in));
      }
    }
  }

  private void moveInto(Window from, long tick, P pane) {
    P target = at(from, tick);
    if (target != null) {
      mergeInto.accept(target, pane);
    }
  }

  /** Returns the pane in the first of the windows, from this one on, that the tick is in. */
  private @Nullable P at(Window from, long tick) {
    for (Window window : levels.keySet()) {
      long paneStart = window.paneOf(tick) * window.paneTicks();
      if (window.compareTo(from) >= 0 && paneStart >= window.firstTick(nowTick)) {
        return pane(window, window.paneOf(tick));
      }
    }
    return null;
  }

  private P pane(Window window, long number) {
    return levels
        .computeIfAbsent(window, unused -> new TreeMap<>())
        .computeIfAbsent(number, unused -> empty.get());
  }
}
