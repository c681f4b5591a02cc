package dev.closewatch.proxy.server;

import dev.closewatch.proxy.observe.ProxyState;
import java.util.concurrent.CompletableFuture;

/** Where the process is in its life; from any thread. */
final class Life {
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private volatile ProxyState state = ProxyState.STARTING;

  ProxyState state() {
    return state;
  }

  /** Returns what is completed when it is ready for the first time. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  /** Goes on to the next state, or does nothing if it is in another one by now. */
  synchronized boolean change(ProxyState before, ProxyState after) {
    if (state != before) {
      return false;
    }
    state = after;
    return true;
  }

  void becomeReady(ProxyState before) {
    change(before, ProxyState.READY);
    ready.complete(null);
  }

  synchronized void stop() {
    state = ProxyState.STOPPED;
  }
}
