package dev.closewatch.proxy.demo;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One TCP connection to the demo's service: its request, then its {@link EchoSession} if any. */
final class ServiceConnection {
  private static final long HEAD_TIMEOUT_MILLIS = 10_000;

  /** Input may still come when a request has been answered; to close on it would be a reset. */
  private static final long LINGER_MILLIS = 500;

  private final Vertx vertx;
  private final NetSocket socket;
  private final ServicePolicies policies;
  private final Buffer head = Buffer.buffer();
  private long timer;
  private boolean answered;
  private @Nullable EchoSession session;

  ServiceConnection(Vertx vertx, NetSocket socket, ServicePolicies policies) {
    this.vertx = vertx;
    this.socket = socket;
    this.policies = policies;
    timer = vertx.setTimer(HEAD_TIMEOUT_MILLIS, late -> socket.close());
  }

  void received(Buffer data) {
    if (session != null) {
      session.received(data);
    } else if (!answered) {
      head.appendBuffer(data);
      HttpHead request = HttpHead.read(head);
      if (request != null) {
        vertx.cancelTimer(timer);
        answer(request);
      } else if (head.length() > HttpHead.MAX_BYTES) {
        vertx.cancelTimer(timer);
        answer("431 Request Header Fields Too Large", "The head is too long.\n");
      }
    }
  }

  void ended() {
    vertx.cancelTimer(timer);
    if (session != null) {
      session.ended();
    }
  }

  private void answer(HttpHead request) {
    ServiceTarget target = ServiceTarget.parse(request.secondWord());
    String key = request.header("Sec-WebSocket-Key");
    if (target.path().equals(ServiceTarget.PRIVATE)) {
      answer(
          "401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"demo\"",
          "Sign in first: this path is for members.\n");
    } else if (target.path().equals(ServiceTarget.FORBIDDEN)) {
      answer("403 Forbidden", "This origin may not connect.\n");
    } else if (!target.known()) {
      answer("404 Not Found", "There is no such path.\n");
    } else if (request.asksForWebSocket() && key != null) {
      upgrade(request, target, key);
    } else if (target.path().equals("/")) {
      answer("200 OK", "The closewatch demo's echo service. Open a WebSocket to any path.\n");
    } else {
      answer("426 Upgrade Required\r\nUpgrade: websocket", "This path speaks WebSocket only.\n");
    }
  }

  private void answer(String status, String body) {
    answered = true;
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String response =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + bytes.length
            + "\r\nConnection: close\r\n\r\n";
    socket.write(Buffer.buffer(response).appendBytes(bytes));
    timer = vertx.setTimer(LINGER_MILLIS, done -> socket.close());
  }

  private void upgrade(HttpHead request, ServiceTarget target, String key) {
    String response =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + HttpHead.accept(key)
            + "\r\n";
    String subprotocols = request.header("Sec-WebSocket-Protocol");
    if (subprotocols != null) {
      // A browser gives up on a connection where it asked for some and was granted none.
      response += "Sec-WebSocket-Protocol: " + subprotocols.split(",", 2)[0].trim() + "\r\n";
    }
    socket.write(response + "\r\n");
    EchoSession opened = new EchoSession(vertx, socket, policies, target);
    session = opened;
    if (head.length() > request.bytes()) {
      opened.received(head.getBuffer(request.bytes(), head.length()));
    }
  }
}
