package dev.closewatch.proxy.wire;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A service, and a proxy in front of it, for all runs of one fuzzer. They begin with the first run:
 * a class that was loaded earlier is not instrumented well.
 */
final class FireAt<S extends Closeable> {
  private final Opening<S> opening;
  private final ToIntFunction<S> port;
  private @Nullable S service;
  private @Nullable ProxyUnderFire fire;

  /** Makes a service that listens. */
  interface Opening<S> {
    S open() throws IOException;
  }

  FireAt(Opening<S> opening, ToIntFunction<S> port) {
    this.opening = opening;
    this.port = port;
  }

  /** Returns the proxy, begun now if this is the first run. */
  ProxyUnderFire proxy() throws IOException {
    if (fire == null) {
      fire = new ProxyUnderFire(port.applyAsInt(service()));
    }
    return fire;
  }

  S service() throws IOException {
    if (service == null) {
      service = opening.open();
    }
    return service;
  }

  /** Ends both, if there was a run. */
  void stop(Consumer<ProxyUnderFire> lastLook) throws IOException {
    if (fire == null) {
      return;
    }
    try {
      lastLook.accept(fire);
      fire.close();
    } finally {
      service().close();
    }
  }
}
