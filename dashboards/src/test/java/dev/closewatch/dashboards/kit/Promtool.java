package dev.closewatch.dashboards.kit;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs of promtool, two at a time: a run takes a second and one processor. */
public final class Promtool implements Closeable {
  private final ExecutorService runs = Executors.newFixedThreadPool(2);

  /** One run, now or later. */
  public record Run(Future<Finished> finished) {
    /** Waits for its end. */
    public Finished result() {
      try {
        return finished.get();
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Runs the tests in a file. */
  public Run testRules(Path file) {
    Path absolute = file.toAbsolutePath();
    return run(List.of("promtool", "test", "rules", absolute.toString()), absolute.getParent());
  }

  private Run run(List<String> command, Path directory) {
    return new Run(runs.submit(() -> Finished.run(directory, command)));
  }

  @Override
  public void close() {
    runs.shutdownNow();
  }
}
