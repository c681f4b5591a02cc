package dev.closewatch.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.OrdinaryHabits;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.real.VertxService.Ended;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The JDK's and Vert.x's WebSockets through the proxy, and what it says of each of their habits.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RealClientsIT {
  private static final int LARGE = 1 << 20;

  private VertxService service;
  private Proxy proxy;

  @BeforeAll
  void startService() {
    Map<String, Consumer<ServerWebSocket>> actions =
        Map.of(
            "/policy", socket -> socket.close((short) 1008, "policy: token expired"),
            "/restart", socket -> socket.close((short) 1012, "back soon"),
            "/private", socket -> socket.close((short) 4001, ""),
            "/no-code", ServerWebSocket::close,
            "/wire-1005", socket -> socket.close((short) 1005));
    service = new VertxService(actions);
  }

  @AfterAll
  void closeService() {
    service.close();
  }

  @BeforeEach
  void startProxy() {
    service.ended().clear();
    proxy = Proxy.inFrontOf(service.port());
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  private JdkClient connect(String path) {
    return JdkClient.connect(proxy.port(), path);
  }

  /** Waits for the one close there is to be, and checks it against the figures. */
  private JsonNode close(String initiator, Integer code, String kind, String reply) {
    JsonNode event = proxy.onlyClose();
    Metrics metrics = proxy.atRest();
    assertThat(event.get("initiator").asText()).as("initiator").isEqualTo(initiator);
    assertThat(event.get("kind").asText()).as("kind").isEqualTo(kind);
    assertThat(event.get("code").asInt()).as("code").isEqualTo(code);
    assertThat(event.get("reply").asText()).as("reply").isEqualTo(reply);
    assertThat(metrics.sum("closewatch_closes_total", "initiator", initiator, "kind", kind))
        .isEqualTo(1);
    assertThat(metrics.sum("closewatch_closes_total")).isEqualTo(1);
    assertThat(metrics.sum("closewatch_connections_opened_total")).isEqualTo(1);
    assertThat(metrics.sum("closewatch_handshakes_total", "outcome", "upgraded")).isEqualTo(1);
    boolean replied = !reply.equals("not_applicable");
    assertThat(metrics.sum("closewatch_close_replies_total", "reply", reply))
        .isEqualTo(replied ? 1 : 0);
    assertThat(metrics.unaccounted()).isZero();
    return event;
  }

  private static void assertSeen(JsonNode event, int byClient, int byService) {
    assertThat(event.at("/clientSees/code").asInt()).as("clientSees").isEqualTo(byClient);
    assertThat(event.at("/serviceSees/code").asInt()).as("serviceSees").isEqualTo(byService);
  }

  private Ended serviceEnded() {
    return Eventually.get("the service was told", service.ended()::peek, seen -> seen != null);
  }

  // ---- the JDK's client, a Vert.x service ----

  @Test
  void the_jdk_closes_with_1000_and_vertx_echoes() {
    JdkClient client = connect("/echo").say("hello");
    assertThat(client.message()).isEqualTo("hello");
    client.close(1000, "bye");
    assertThat(client.closed().code()).isEqualTo(1000);

    JsonNode event = close("client", 1000, "normal", "same");
    assertThat(event.get("reason").asText()).isEqualTo("bye");
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertSeen(event, 1000, 1000);
    assertThat(serviceEnded()).isEqualTo(new Ended(1000, "bye"));
    assertThat(event.at("/client/userAgent").asText()).startsWith("Java-http-client/");
    assertThat(event.at("/request/subprotocol").asText()).isEqualTo("chat.v2");
    assertThat(event.at("/request/path").asText()).isEqualTo("/echo");
    assertThat(event.at("/traffic/client/messages").asInt()).isEqualTo(1);
    assertThat(event.at("/traffic/service/messages").asInt()).isEqualTo(1);
    assertThat(event.get("violations")).isEmpty();
  }

  @Test
  void a_private_code_of_the_jdk_is_echoed() {
    JdkClient client = connect("/echo");
    client.close(4000, "done");
    assertThat(client.closed().code()).isEqualTo(4000);

    JsonNode event = close("client", 4000, "private", "same");
    assertThat(event.get("reason").asText()).isEqualTo("done");
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertSeen(event, 4000, 4000);
    assertThat(proxy.metrics().sum("closewatch_closes_total", "code", "4xxx")).isEqualTo(1);
  }

  @Test
  void the_jdk_aborts_with_no_close() {
    JdkClient client = connect("/echo").say("hello");
    client.message();
    client.socket().abort();

    JsonNode event = close("none", 1006, "abnormal", "not_applicable");
    assertThat(event.at("/tcpEnd/by").asText()).isEqualTo("client");
    assertThat(event.at("/tcpEnd/how").asText()).isEqualTo("fin");
    assertSeen(event, 1006, 1006);
    assertThat(event.get("clientClose").isNull()).isTrue();
    assertThat(serviceEnded().code()).isIn(-1, 1006);
  }

  @Test
  void vertx_closes_for_policy_and_the_jdk_answers_without_the_reason() {
    JdkClient client = connect("/policy").say("hello");
    assertThat(client.closed()).isEqualTo(new JdkClient.Closed(1008, "policy: token expired"));

    JsonNode event = close("service", 1008, "policy", "same");
    assertThat(event.get("reason").asText()).isEqualTo("policy: token expired");
    assertThat(event.at("/clientClose/reason").asText()).isEmpty();
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertThat(event.at("/clientSees/reason").asText()).isEqualTo("policy: token expired");
    assertSeen(event, 1008, 1008);
    assertThat(
            proxy.metrics().sum("closewatch_connection_duration_seconds_count", "ending", "policy"))
        .isEqualTo(1);
  }

  @Test
  void vertx_restarts() {
    JdkClient client = connect("/restart").say("hello");
    assertThat(client.closed()).isEqualTo(new JdkClient.Closed(1012, "back soon"));

    JsonNode event = close("service", 1012, "service_restart", "same");
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertSeen(event, 1012, 1012);
  }

  @Test
  void vertx_closes_with_a_private_code() {
    JdkClient client = connect("/private").say("hello");
    assertThat(client.closed()).isEqualTo(new JdkClient.Closed(4001, ""));

    assertSeen(close("service", 4001, "private", "same"), 4001, 4001);
  }

  @Test
  void a_close_of_vertx_with_no_code_is_1000_on_the_wire() {
    JdkClient client = connect("/no-code").say("hello");
    assertThat(client.closed().code()).isEqualTo(1000);

    assertThat(close("service", 1000, "normal", "same").get("clean").asBoolean()).isTrue();
  }

  @Test
  void vertx_writes_1005_on_the_wire_which_is_no_empty_close() {
    JdkClient client = connect("/wire-1005").say("hello");
    assertThatThrownBy(client::closed).isInstanceOf(IllegalStateException.class);

    JsonNode event = proxy.onlyClose();
    assertThat(event.get("initiator").asText()).isEqualTo("service");
    assertThat(event.get("code").asInt()).isEqualTo(1005);
    assertThat(event.get("kind").asText()).isEqualTo("reserved");
    assertThat(event.get("reply").asText()).as("1002 or none: a race").isIn("different", "missing");
    assertThat(event.at("/clientSees/code").asInt()).isEqualTo(1006);
    assertThat(event.get("clean").asBoolean()).isFalse();
    assertThat(event.at("/violations/0/violation").asText()).isEqualTo("reserved_close_code");
    Metrics metrics = proxy.atRest();
    assertThat(metrics.sum("closewatch_closes_total", "code", "1005", "kind", "reserved"))
        .isEqualTo(1);
    assertThat(metrics.sum("closewatch_closes_total", "kind", "empty")).isZero();
  }

  @Test
  void vertx_refuses_the_handshake() {
    assertThatThrownBy(() -> connect("/refuse"))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(401));
    Metrics metrics = proxy.metrics();
    assertThat(metrics.sum("closewatch_handshakes_total", "outcome", "refused", "status", "401"))
        .isEqualTo(1);
    assertThat(metrics.sum("closewatch_handshakes_total")).isEqualTo(1);
    JsonNode handshake = proxy.newestHandshake();
    assertThat(handshake.get("path").asText()).isEqualTo("/refuse");
    assertThat(handshake.get("status").asInt()).isEqualTo(401);
  }

  @Test
  void large_messages_of_the_jdk_come_back_intact() {
    JdkClient client = connect("/echo");
    String text = "é".repeat(LARGE / 2);
    client.say(text);
    assertThat(client.message()).isEqualTo(text);
    byte[] binary = new byte[LARGE];
    new Random(1).nextBytes(binary);
    JdkClient.get(client.socket().sendBinary(ByteBuffer.wrap(binary, 0, 1_000), false));
    JdkClient.get(client.socket().sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})));
    JdkClient.get(client.socket().sendBinary(ByteBuffer.wrap(binary, 1_000, LARGE - 1_000), true));
    assertThat(client.message()).isEqualTo(binary);
    client.close(1000, "");
    client.closed();

    JsonNode event = close("client", 1000, "normal", "same");
    for (String side : List.of("client", "service")) {
      assertThat(event.at("/traffic/" + side + "/messages").asInt()).as(side).isEqualTo(2);
      assertThat(event.at("/traffic/" + side + "/bytes").asInt()).as(side).isGreaterThan(2 * LARGE);
    }
    assertThat(event.at("/traffic/client/byOpcode/ping").asInt()).isEqualTo(1);
    assertThat(event.at("/traffic/service/byOpcode/pong").asInt()).isEqualTo(1);
    assertThat(event.get("violations")).as("a ping between fragments is legal").isEmpty();
  }

  @Test
  void thirty_clients_at_once() {
    List<JdkClient> clients = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      clients.add(connect("/echo").say("hello"));
    }
    clients.forEach(client -> assertThat(client.message()).isEqualTo("hello"));
    Eventually.isTrue(
        "all are open", () -> proxy.metrics().sum("closewatch_connections_active") == 30);
    clients.forEach(client -> client.close(1000, ""));
    clients.forEach(client -> assertThat(client.closed().code()).isEqualTo(1000));
    assertThat(proxy.closes(30)).allMatch(event -> event.get("clean").asBoolean());
    Metrics metrics = proxy.atRest();
    assertThat(metrics.sum("closewatch_closes_total", "initiator", "client", "kind", "normal"))
        .isEqualTo(30);
    assertThat(metrics.sum("closewatch_frames_total", "opcode", "text")).isEqualTo(60);
    assertThat(metrics.sum("closewatch_frames_total", "opcode", "close")).isEqualTo(60);
  }

  // ---- the JDK's client, a service whose every byte is the test's ----

  /** A proxy of its own, with the JDK connected through it. */
  private interface WithJdk {
    void run(Proxy inFront, JdkClient client, RawPeer raw);
  }

  private static void withJdk(WithJdk test) {
    try (RawService rawService = new RawService();
        Proxy inFront = Proxy.inFrontOf(rawService.port())) {
      CompletableFuture<JdkClient> connecting =
          CompletableFuture.supplyAsync(() -> JdkClient.connect(inFront.port(), "/"));
      try (RawPeer raw = rawService.acceptWebSocket()) {
        test.run(inFront, JdkClient.get(connecting), raw);
      }
    }
  }

  @Test
  void the_jdk_answers_an_empty_close_with_1000() {
    withJdk(
        (inFront, client, raw) -> {
          raw.send(FrameBytes.from(Sender.SERVICE).emptyClose().bytes());
          assertThat(client.closed().code()).isEqualTo(1005);
          raw.readToFin();
          raw.fin();

          JsonNode event = inFront.onlyClose();
          assertThat(event.get("initiator").asText()).isEqualTo("service");
          assertThat(event.get("kind").asText()).isEqualTo("empty");
          assertThat(event.get("reply").asText()).isEqualTo("different");
          assertThat(event.get("clean").asBoolean()).isTrue();
          assertSeen(event, 1005, 1000);
          assertThat(event.at("/clientClose/code").asInt()).isEqualTo(1000);
          assertThat(event.at("/tcpEnd/by").asText()).isEqualTo("client");
        });
  }

  @Test
  void the_jdk_sends_a_late_1000_behind_the_services_fin() {
    withJdk(
        (inFront, client, raw) -> {
          raw.fin();
          assertThat(client.closed().code()).isEqualTo(1006);
          raw.readToFin();

          JsonNode event = inFront.onlyClose();
          assertThat(event.get("initiator").asText()).isEqualTo("none");
          assertThat(event.get("code").asInt()).isEqualTo(1006);
          assertThat(event.get("kind").asText()).isEqualTo("abnormal");
          assertThat(event.at("/tcpEnd/by").asText()).isEqualTo("service");
          assertThat(event.at("/clientClose/code").asInt()).isEqualTo(1000);
          assertSeen(event, 1006, 1000);
          Metrics metrics = inFront.atRest();
          assertThat(
                  metrics.sum("closewatch_close_frames_total", "sender", "client", "code", "1000"))
              .isEqualTo(1);
          assertThat(metrics.sum("closewatch_close_replies_total")).isZero();
        });
  }

  @Test
  void the_jdk_answers_one_byte_with_1002_if_it_gets_to_it() {
    withJdk(
        (inFront, client, raw) -> {
          raw.send(FrameBytes.from(Sender.SERVICE).closePayload((byte) 3).bytes());
          assertThatThrownBy(client::closed).isInstanceOf(IllegalStateException.class);
          boolean answered = raw.readToEnd().bytes().length > 0; // it races with its own end
          raw.fin();

          JsonNode event = inFront.onlyClose();
          assertThat(event.get("initiator").asText()).isEqualTo("service");
          assertThat(event.get("code").isNull()).isTrue();
          assertThat(event.get("kind").asText()).isEqualTo("malformed");
          assertThat(event.get("reply").asText()).isEqualTo(answered ? "different" : "missing");
          assertThat(event.at("/clientClose/code").asInt()).isEqualTo(answered ? 1002 : 0);
          assertSeen(event, 1006, answered ? 1002 : 1006);
        });
  }

  // ---- Vert.x as a client, and a raw client at Vert.x ----

  @Test
  void vertx_answers_an_empty_close_with_1000() {
    try (RawPeer raw = RawPeer.connect(proxy.port())) {
      raw.send(proxy.upgradeRequest("/echo")).readHead();
      raw.send(FrameBytes.from(Sender.CLIENT).emptyClose().bytes());
      assertThat(raw.read(4)).isEqualTo(FrameBytes.from(Sender.SERVICE).close(1000).bytes());
      raw.fin();
      raw.readToEnd();

      JsonNode event = close("client", 1005, "empty", "different");
      assertThat(event.get("clean").asBoolean()).isTrue();
      assertSeen(event, 1000, 1005);
      assertThat(serviceEnded().code()).as("Vert.x tells its user 1000").isEqualTo(1000);
    }
  }

  @Test
  void a_close_of_a_vertx_client_with_no_code_is_1000_on_the_wire() {
    withVertxClient(
        false,
        socket -> {
          VertxService.Futures.get(socket.close());
          assertThat(close("client", 1000, "normal", "same").get("clean").asBoolean()).isTrue();
        });
  }

  @Test
  void compressed_messages_come_back_intact_and_are_no_violation() {
    withVertxClient(
        true,
        socket -> {
          CompletableFuture<String> text = new CompletableFuture<>();
          CompletableFuture<Buffer> binary = new CompletableFuture<>();
          socket.textMessageHandler(text::complete).binaryMessageHandler(binary::complete);
          String sentText = "compress me ".repeat(LARGE / 12);
          byte[] sentBytes = new byte[LARGE];
          new Random(2).nextBytes(sentBytes);
          socket.writeTextMessage(sentText);
          socket.writeBinaryMessage(Buffer.buffer(sentBytes));
          assertThat(JdkClient.get(text)).isEqualTo(sentText);
          assertThat(JdkClient.get(binary).getBytes()).isEqualTo(sentBytes);
          VertxService.Futures.get(socket.close((short) 4002, "enough"));

          JsonNode event = close("client", 4002, "private", "same");
          assertThat(event.at("/request/extensions/0").asText()).startsWith("permessage-deflate");
          assertThat(event.get("violations")).isEmpty();
          assertThat(event.at("/traffic/client/messages").asInt()).isEqualTo(2);
          assertThat(event.at("/traffic/client/bytes").asInt())
              .as("the text shrinks to next to nothing")
              .isBetween(LARGE, LARGE + LARGE / 10);
        });
  }

  private void withVertxClient(boolean compression, Consumer<WebSocket> test) {
    Vertx vertx = Vertx.vertx();
    // Vert.x closes a client, and what it has connected, as soon as nothing refers to it.
    WebSocketClient client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setTryUsePerMessageCompression(compression)
                .setMaxFrameSize(4 * LARGE)
                .setMaxMessageSize(4 * LARGE));
    try {
      test.accept(VertxService.Futures.get(client.connect(proxy.port(), "127.0.0.1", "/echo")));
    } finally {
      VertxService.Futures.get(client.close());
      VertxService.Futures.get(vertx.close());
    }
  }

  @Test
  void the_jdks_habits_are_flagged_for_nothing() {
    for (int i = 0; i < OrdinaryHabits.CLOSES; i++) {
      connect("/echo").close(1000, "");
    }
    assertThat(OrdinaryHabits.areFlaggedForNothing(proxy))
        .allMatch(event -> event.at("/client/stack").asText().equals("jdk"));
  }
}
