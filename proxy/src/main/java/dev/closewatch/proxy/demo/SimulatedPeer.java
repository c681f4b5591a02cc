package dev.closewatch.proxy.demo;

import dev.closewatch.proxy.demo.DemoScenario.Crowd;
import dev.closewatch.proxy.demo.DemoScenario.Visit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.Base64;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One member of a scenario's crowd: visits the relay again and again, one connection at a time. */
final class SimulatedPeer {
  private final Vertx vertx;
  private final NetClient client;
  private final SocketAddress relay;
  private final DemoScenario scenario;
  private final String address;
  private final SplittableRandom random;
  private boolean stopped;
  private @Nullable Visitor visitor;

  /**
   * @param client opens its connections
   * @param relay where they lead
   * @param address who it says it is
   */
  SimulatedPeer(
      Vertx vertx,
      NetClient client,
      SocketAddress relay,
      DemoScenario scenario,
      String address,
      SplittableRandom random) {
    this.vertx = vertx;
    this.client = client;
    this.relay = relay;
    this.scenario = scenario;
    this.address = address;
    this.random = random;
  }

  /** Visits for the first time after this time, and then until stopped. */
  void startAfter(long millis) {
    if (!stopped) {
      vertx.setTimer(millis, due -> visit());
    }
  }

  /** Leaves; succeeds when its socket, if any, is closed. */
  Future<Void> stop() {
    stopped = true;
    return visitor == null ? Future.succeededFuture() : visitor.leave();
  }

  private void visit() {
    if (stopped) {
      return;
    }
    client
        .connect(relay)
        .compose(this::visit)
        .onComplete(
            over -> {
              visitor = null;
              Visit visit = scenario.visit();
              startAfter(random.nextInt(visit.minPauseMillis(), visit.maxPauseMillis()));
            });
  }

  private Future<Void> visit(NetSocket socket) {
    Visit visit = scenario.visit();
    Visitor visiting = new Visitor(vertx, socket, visit.habits(), visit.script(), random);
    visitor = visiting;
    Future<Void> visited = visiting.visit(request());
    return stopped ? visiting.leave() : visited;
  }

  private String request() {
    Crowd crowd = scenario.crowd();
    Visit visit = scenario.visit();
    StringBuilder request = new StringBuilder(400);
    request.append("GET ").append(visit.target()).append(" HTTP/1.1\r\n");
    header(request, "Host", relay.host() + ":" + relay.port());
    header(request, "User-Agent", crowd.userAgent());
    header(request, "Origin", crowd.origin());
    header(request, "X-Forwarded-For", address);
    if (visit.habits().asksForWebSocket()) {
      byte[] key = new byte[16];
      random.nextBytes(key);
      header(request, "Connection", "Upgrade");
      header(request, "Upgrade", "websocket");
      header(request, "Sec-WebSocket-Version", "13");
      header(request, "Sec-WebSocket-Extensions", "permessage-deflate"); // as most stacks do
      header(request, "Sec-WebSocket-Key", Base64.getEncoder().encodeToString(key));
    }
    return request.append("\r\n").toString();
  }

  private static void header(StringBuilder request, String name, @Nullable String value) {
    if (value != null) {
      request.append(name).append(": ").append(value).append("\r\n");
    }
  }
}
