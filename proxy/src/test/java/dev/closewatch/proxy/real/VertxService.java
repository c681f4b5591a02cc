package dev.closewatch.proxy.real;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.io.Closeable;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * A service on the Vert.x WebSocket API. It echoes messages; the path says what else it does.
 *
 * <pre>
 *   /echo     nothing else
 *   /NAME     what the test wants with the first message of a connection
 *   /refuse   answers the handshake with 401
 * </pre>
 */
final class VertxService implements Closeable {
  /** What a side's API reported at the end. */
  record Ended(int code, String reason) {}

  private static final int MAX_MESSAGE_BYTES = 4 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
  private final Map<String, Consumer<ServerWebSocket>> onFirstMessage;

  VertxService(Map<String, Consumer<ServerWebSocket>> onFirstMessage) {
    this.onFirstMessage = onFirstMessage;
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxWebSocketFrameSize(MAX_MESSAGE_BYTES)
            .setMaxWebSocketMessageSize(MAX_MESSAGE_BYTES)
            .setPerMessageWebSocketCompressionSupported(true)
            .addWebSocketSubProtocol("chat.v2");
    server =
        Futures.get(
            vertx
                .createHttpServer(options)
                .webSocketHandshakeHandler(VertxService::shakeHands)
                .webSocketHandler(this::serve)
                .listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  /** Returns what this side's API has reported, connection by connection. */
  Queue<Ended> ended() {
    return ended;
  }

  private static void shakeHands(ServerWebSocketHandshake handshake) {
    if (handshake.path().equals("/refuse")) {
      handshake.reject(401);
    } else {
      handshake.accept();
    }
  }

  private void serve(ServerWebSocket socket) {
    Consumer<ServerWebSocket> action = onFirstMessage.get(socket.path());
    socket.closeHandler(
        closed -> {
          Short code = socket.closeStatusCode();
          ended.add(new Ended(code == null ? -1 : code, String.valueOf(socket.closeReason())));
        });
    if (action == null) {
      socket.textMessageHandler(socket::writeTextMessage);
      socket.binaryMessageHandler(socket::writeBinaryMessage);
    } else {
      socket.textMessageHandler(message -> action.accept(socket));
    }
  }

  @Override
  public void close() {
    Futures.get(vertx.close());
  }

  /** Waiting for Vert.x. */
  static final class Futures {
    private static final long LIMIT_SECONDS = 10;

    private Futures() {}

    static <T> T get(io.vertx.core.Future<T> future) {
      try {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
