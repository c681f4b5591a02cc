package dev.closewatch.proxy.server;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for what event loops do, on the thread that starts and ends the process. */
final class Waits {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  private Waits() {}

  /**
   * Returns the result.
   *
   * @param what has failed if this one has: the beginning of the one line that says why
   */
  static <T> T await(Future<T> future, String what) throws StartException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartException(what + ": " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new StartException(what + ": not within " + START_LIMIT.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting", e);
    }
  }

  /**
   * Returns the result, or nothing if it failed or time is up: what is being ended is ended anyway.
   */
  static <T> Optional<T> atMost(Future<T> future, Duration most) {
    try {
      CompletableFuture<T> done = future.toCompletionStage().toCompletableFuture();
      return Optional.ofNullable(done.get(most.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  static void pause(Duration duration) {
    try {
      TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
