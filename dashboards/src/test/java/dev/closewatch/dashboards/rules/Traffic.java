package dev.closewatch.dashboards.rules;

import dev.closewatch.proxy.demo.EchoService;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import io.vertx.core.Vertx;
import java.io.Closeable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket service, closewatch in front of it, and clients that come and go: five a second close
 * with 1000, and, while there is a spike, twenty a second with an empty Close.
 */
final class Traffic implements Closeable {
  private static final byte[] NORMAL = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xE8};
  private static final byte[] EMPTY = {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0};

  private final Vertx vertx = Vertx.vertx();
  private final Proxy proxy;
  private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(2);
  private volatile boolean spike;
  private volatile boolean ended;

  Traffic() {
    EchoService service = EchoService.start(vertx).toCompletionStage().toCompletableFuture().join();
    proxy = Proxy.inFrontOf(service.port());
    every(200, () -> visit(NORMAL));
    every(
        50,
        () -> {
          if (spike) {
            visit(EMPTY);
          }
        });
  }

  private void every(int millis, Runnable visit) {
    // With a fixed delay: a slow machine gets fewer of them, not a burst later.
    var unused = clients.scheduleWithFixedDelay(visit, 0, millis, TimeUnit.MILLISECONDS);
  }

  private void visit(byte[] close) {
    if (ended) {
      return;
    }
    try (RawPeer client = RawPeer.connect(proxy.port())) {
      client.send(proxy.upgradeRequest("/"));
      client.readHead();
      client.send(close);
      client.readToFin();
    }
  }

  int adminPort() {
    return proxy.server().adminPort();
  }

  void spike(boolean on) {
    spike = on;
  }

  @Override
  public void close() {
    ended = true;
    clients.shutdown();
    try {
      if (!clients.awaitTermination(20, TimeUnit.SECONDS)) {
        throw new AssertionError("a client does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    proxy.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
