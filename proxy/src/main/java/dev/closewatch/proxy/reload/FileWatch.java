package dev.closewatch.proxy.reload;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the contents of files have changed: certificates, keys, the configuration.
 *
 * <p>Files that belong together are watched together, and their change is told once. Their contents
 * are looked at each second, through whatever links lead there, for nothing else tells of every way
 * that a file can be replaced: Kubernetes swaps a link to the directory above it. A change is told
 * when the contents have stood still from one look to the next, so that a file is seldom met half
 * written; whoever reads it has to bear that nevertheless. A file that is missing, or that cannot
 * be read, has a content as well: none.
 *
 * <p>What is told is told on the watch's one thread, which may wait for a disk; nothing runs there
 * at the same time. What a listener throws is logged, and the watch goes on.
 */
public final class FileWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(FileWatch.class.getName());
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** Of each file; behind that only its length counts. */
  private static final int MOST_BYTES = 4 << 20;

  private final List<Watched> all = new CopyOnWriteArrayList<>();
  private final long periodMillis;
  private @Nullable ScheduledExecutorService thread;

  /** Begins with nothing to watch, and looks each second from when there is something. */
  public FileWatch() {
    this(PERIOD);
  }

  FileWatch(Duration period) {
    periodMillis = period.toMillis();
  }

  /**
   * Watches files that belong together, from the contents that they have now: to be called before
   * they are read for the first time, so that no change is missed in between. Standard input, pipes
   * and the like can be read once only, and never change.
   *
   * @param changed told on the watch's thread
   */
  public synchronized void watch(List<Path> files, Runnable changed) {
    if (files.isEmpty()) {
      return;
    }
    all.add(new Watched(List.copyOf(files), changed));
    if (thread == null) {
      thread =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread made = new Thread(task, "closewatch-files");
                made.setDaemon(true);
                return made;
              });
      thread.scheduleWithFixedDelay(this::look, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** Looks at all of it now; the thread does so by itself. */
  void look() {
    all.forEach(Watched::look);
  }

  /** Looks no more; who is being told something now is told it to the end. */
  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.shutdown();
    }
  }

  /** Files that belong together, and their contents by their digests. */
  private static final class Watched {
    private final List<Path> files;
    private final Runnable changed;
    private String told;
    private String seen;

    Watched(List<Path> files, Runnable changed) {
      this.files = files;
      this.changed = changed;
      told = contents();
      seen = told;
    }

    void look() {
      String now = contents();
      boolean still = now.equals(seen);
      seen = now;
      if (still && !now.equals(told)) {
        told = now;
        try {
          changed.run();
        } catch (RuntimeException | Error e) {
          LOG.log(Level.ERROR, "reading " + files + " again has failed", e);
        }
      }
    }

    private String contents() {
      List<String> digests = new ArrayList<>();
      for (Path file : files) {
        digests.add(Files.isRegularFile(file) ? digest(file) : "none");
      }
      return String.join(" ", digests);
    }

    private static String digest(Path file) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MOST_BYTES);
        String size = bytes.length < MOST_BYTES ? "" : " of " + Files.size(file);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)) + size;
      } catch (IOException e) {
        return "none";
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }
}
