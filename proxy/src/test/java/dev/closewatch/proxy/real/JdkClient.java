package dev.closewatch.proxy.real;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The JDK's WebSocket client, and what it tells its user. */
final class JdkClient implements WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long LIMIT_SECONDS = 10;

  /** What its user is told at the end. */
  record Closed(int code, String reason) {}

  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
  private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Closed> closed = new CompletableFuture<>();
  private @Nullable WebSocket socket;

  private JdkClient() {}

  /** Connects through the proxy. */
  static JdkClient connect(int port, String path) {
    JdkClient client = new JdkClient();
    try {
      client.socket =
          HTTP.newWebSocketBuilder()
              .subprotocols("chat.v2", "chat.v1")
              .buildAsync(URI.create("ws://127.0.0.1:" + port + path), client)
              .join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return client;
  }

  WebSocket socket() {
    if (socket == null) {
      throw new IllegalStateException("not connected");
    }
    return socket;
  }

  JdkClient say(String message) {
    get(socket().sendText(message, true));
    return this;
  }

  void close(int code, String reason) {
    get(socket().sendClose(code, reason));
  }

  /** Waits for a whole message: a String, or a byte[]. */
  Object message() {
    try {
      Object message = messages.poll(LIMIT_SECONDS, SECONDS);
      if (message == null) {
        throw new AssertionError("no message came");
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for what the user is told at the end; an error is an exception. */
  Closed closed() {
    return get(closed);
  }

  static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      messages.add(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    binary.writeBytes(bytes);
    if (last) {
      messages.add(binary.toByteArray());
      binary.reset();
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(new Closed(code, reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }
}
