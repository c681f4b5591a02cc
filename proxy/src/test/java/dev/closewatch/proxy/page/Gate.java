package dev.closewatch.proxy.page;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A gate in front of a port of the loopback, which can be shut: what is open is cut then. */
final class Gate implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private final NetServer server;
  private volatile boolean shut;

  Gate(int port) {
    server =
        get(
            vertx
                .createNetServer()
                .connectHandler(socket -> pass(socket, port))
                .listen(0, "127.0.0.1"));
  }

  private void pass(NetSocket socket, int port) {
    if (shut) {
      socket.close();
      return;
    }
    open.add(socket);
    socket.closeHandler(gone -> open.remove(socket));
    socket.pause();
    client
        .connect(port, "127.0.0.1")
        .onSuccess(
            other -> {
              other.closeHandler(gone -> socket.close());
              socket.closeHandler(
                  gone -> {
                    open.remove(socket);
                    other.close();
                  });
              socket.pipeTo(other);
              other.pipeTo(socket);
            })
        .onFailure(refused -> socket.close());
  }

  int port() {
    return server.actualPort();
  }

  /** Cuts what is open and lets nothing new through. */
  void shut() {
    shut = true;
    open.forEach(NetSocket::close);
  }

  /** Lets new connections through. */
  void open() {
    shut = false;
  }

  @Override
  public void close() {
    get(vertx.close());
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
