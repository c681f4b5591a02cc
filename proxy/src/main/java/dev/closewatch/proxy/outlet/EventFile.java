package dev.closewatch.proxy.outlet;

import dev.closewatch.proxy.config.EventsTarget;
import dev.closewatch.proxy.event.EventJson;
import dev.closewatch.proxy.observe.FlagEvent;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.ObservationSink;
import dev.closewatch.proxy.observe.ObservedClose;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Writes events, one JSON object a line, on a thread of its own behind a bounded queue, so that
 * nobody ever waits for a disk.
 *
 * <p>What the queue or the disk cannot take is dropped and counted. After a failure nothing is
 * tried for a second, then two, and at most thirty; events of that time are dropped.
 */
public final class EventFile implements ObservationSink, AutoCloseable {
  /** Events that may wait for the disk. */
  static final int CAPACITY = 8_192;

  private static final Logger LOG = System.getLogger(EventFile.class.getName());
  private static final int BATCH = 512;
  private static final long END_MILLIS = 5_000;
  private static final long FORGET_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Line END = () -> new byte[0];

  private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final LongAdder dropped = new LongAdder();
  private final String name;
  private final LineOutput output;
  private final Sampling sampling;
  private final Outage outage;
  private final Thread thread;
  private long forgotNanos = System.nanoTime();
  private volatile boolean ending;
  private volatile boolean abandoned;

  /** An event that has still to be written as text. */
  @FunctionalInterface
  private interface Line {
    byte[] utf8();
  }

  /**
   * Opens the file and starts to take events.
   *
   * @param maxBytes of a file before the next one is begun; only regular files are ever renamed
   * @param keep how many older files stay
   * @param retention after which events are deleted, or null for never
   * @param shares the share that is kept of closes with nothing to tell, by the label of their kind
   * @throws IOException if that is not possible; its message says why, without the name
   */
  public static EventFile open(
      EventsTarget target,
      long maxBytes,
      int keep,
      @Nullable Duration retention,
      Map<String, Double> shares)
      throws IOException {
    LineOutput output;
    if (target.isStandardOutput()) {
      output = PlainOutput.standardOutput();
    } else {
      output = output(Path.of(target.file()), maxBytes, keep, retention);
    }
    String name = target.isStandardOutput() ? "standard output" : target.file();
    return new EventFile(name, output, new Sampling(shares), Outage.FIRST_PAUSE);
  }

  private static LineOutput output(Path path, long maxBytes, int keep, @Nullable Duration retention)
      throws IOException {
    try {
      if (!Files.exists(path)) {
        return new RotatingFile(path, maxBytes, keep, retention);
      }
      Path real = path.toRealPath(); // what is renamed must be the file, never a link to it
      return Files.isRegularFile(real) || Files.isDirectory(real)
          ? new RotatingFile(real, maxBytes, keep, retention)
          : PlainOutput.open(real);
    } catch (IOException e) {
      throw new IOException(reason(e), e);
    }
  }

  EventFile(String name, LineOutput output, Sampling sampling, Duration firstPause) {
    this.name = name;
    this.output = output;
    this.sampling = sampling;
    outage = new Outage(firstPause);
    thread = new Thread(this::run, "closewatch-events");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void closed(ObservedClose close) {
    double weight = sampling.weight(close);
    if (weight > 0) {
      offer(() -> EventJson.utf8Line(close, weight));
    }
  }

  @Override
  public void notUpgraded(HandshakeEvent event) {
    offer(() -> EventJson.utf8Line(event));
  }

  @Override
  public void flagged(FlagEvent event) {
    offer(() -> EventJson.utf8Line(event));
  }

  private void offer(Line line) {
    if (ending || !queue.offer(line)) {
      dropped.increment();
    }
  }

  /** Returns how many events were not written, for want of room in the queue or on the disk. */
  public long dropped() {
    return dropped.sum();
  }

  private void run() {
    List<Line> batch = new ArrayList<>(BATCH);
    try {
      while (!abandoned && !(ending && queue.isEmpty())) {
        Line first = queue.poll(FORGET_EVERY_NANOS, TimeUnit.NANOSECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
          batch.removeIf(line -> line == END);
          write(batch);
          batch.clear();
        }
        forgetOld();
      }
    } catch (InterruptedException e) {
      // Time was up; what is left is counted by who interrupted.
    }
  }

  private void forgetOld() {
    if (System.nanoTime() - forgotNanos < FORGET_EVERY_NANOS) {
      return;
    }
    forgotNanos = System.nanoTime();
    try {
      output.forgetOld();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "old events of {0} cannot be deleted: {1}", name, reason(e));
    }
  }

  private void write(List<Line> batch) {
    if (batch.isEmpty()) {
      return;
    }
    if (outage.isPause()) {
      dropped.add(batch.size());
      return;
    }
    List<byte[]> lines = new ArrayList<>(batch.size());
    for (Line line : batch) {
      encode(line, lines);
    }
    LineOutput.Written written = output.write(lines);
    dropped.add(lines.size() - written.lines());
    IOException failure = written.failure();
    if (failure != null) {
      boolean first = outage.failed();
      if (first && !abandoned) {
        LOG.log(
            Level.WARNING,
            "events cannot be written to {0}: {1}; they are dropped until that is over",
            name,
            reason(failure));
      }
    } else if (outage.over()) {
      LOG.log(Level.INFO, "events are written to {0} again", name);
    }
  }

  private void encode(Line line, List<byte[]> lines) {
    try {
      lines.add(line.utf8());
    } catch (RuntimeException e) {
      dropped.increment();
      LOG.log(Level.ERROR, "an event could not be written as JSON", e);
    }
  }

  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemException refused && refused.getReason() != null) {
      return refused.getReason().toLowerCase(Locale.ROOT);
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.toLowerCase(Locale.ROOT);
  }

  /**
   * Writes what waits, for at most five seconds, and closes the file; call it when nobody tells
   * anything any more.
   */
  @Override
  public void close() {
    ending = true;
    queue.offer(END); // wakes it up; if there is no room it is awake
    try {
      thread.join(END_MILLIS);
      if (thread.isAlive()) {
        abandoned = true;
        thread.interrupt(); // which closes the file
        thread.join(TimeUnit.SECONDS.toMillis(1));
        dropped.add(queue.stream().filter(line -> line != END).count());
        LOG.log(Level.WARNING, "events were lost at the end: {0} did not take them in time", name);
      }
      output.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "closing {0} failed: {1}", name, reason(e));
    }
  }
}
