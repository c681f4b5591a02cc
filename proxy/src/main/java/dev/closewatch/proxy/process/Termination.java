package dev.closewatch.proxy.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * SIGTERM and SIGINT as something to wait for. The JVM's own way, shutdown hooks, would end the
 * process with the signal's code whatever we do, and would run our hook beside those of the
 * libraries.
 */
public final class Termination {
  private static final int EXIT_BY_SECOND_SIGNAL = 130;

  private final CompletableFuture<Void> signalled = new CompletableFuture<>();

  /**
   * From now on the first of these signals is ours to answer; the second ends the process at once.
   */
  public void listen() {
    for (String name : List.of("TERM", "INT")) {
      if (!Signals.on(name, this::received)) {
        // Ends it, if not so well.
        Runtime.getRuntime().addShutdownHook(new Thread(this::received));
        return;
      }
    }
  }

  private void received() {
    if (!signalled.complete(null)) {
      Runtime.getRuntime().halt(EXIT_BY_SECOND_SIGNAL);
    }
  }

  /** Returns whether the signal has come. */
  boolean hasCome() {
    return signalled.isDone();
  }

  /** Waits for the signal. */
  void await() throws InterruptedException {
    awaitOr(signalled);
  }

  /** Waits for the signal or for something else, which must not fail. */
  void awaitOr(CompletableFuture<Void> other) throws InterruptedException {
    try {
      CompletableFuture.anyOf(signalled, other).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for the signal, no longer than this, and returns whether it has come. */
  boolean await(Duration most) throws InterruptedException {
    try {
      signalled.get(most.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
