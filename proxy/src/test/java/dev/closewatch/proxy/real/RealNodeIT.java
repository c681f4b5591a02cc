package dev.closewatch.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.OrdinaryHabits;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Node's WebSockets through the proxy: the npm package ws on either side, and Node's own client.
 */
@Tag("node")
@TestInstance(Lifecycle.PER_CLASS)
class RealNodeIT {
  private NodeProcess service;
  private int servicePort;
  private Proxy proxy;

  @BeforeAll
  void startService() {
    service = NodeProcess.start("server.js");
    servicePort = service.line().get("port").asInt();
  }

  @AfterAll
  void endService() {
    service.close();
  }

  @BeforeEach
  void startProxy() {
    proxy = Proxy.inFrontOf(servicePort);
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  /** Runs one client of ws and returns what it was told. */
  private JsonNode client(String path, Object... action) {
    return clientAt(proxy, path, action);
  }

  private static JsonNode clientAt(Proxy inFront, String path, Object... action) {
    Object[] arguments = new Object[action.length + 2];
    arguments[0] = "ws://127.0.0.1:" + inFront.port() + path;
    arguments[1] = 1;
    System.arraycopy(action, 0, arguments, 2, action.length);
    try (NodeProcess process = NodeProcess.start("client.js", arguments)) {
      return process.line();
    }
  }

  private JsonNode ownClient(String path, Object... code) {
    Object[] arguments = new Object[code.length + 1];
    arguments[0] = "ws://127.0.0.1:" + proxy.port() + path;
    System.arraycopy(code, 0, arguments, 1, code.length);
    try (NodeProcess process = NodeProcess.startWithOwnWebSocket("own-client.js", arguments)) {
      return process.line();
    }
  }

  private static void assertTold(JsonNode told, int code, String reason) {
    assertThat(told.get("closed").asInt()).as("told: " + told).isEqualTo(code);
    assertThat(told.get("reason").asText()).isEqualTo(reason);
  }

  private JsonNode close(String initiator, int code, String kind, String reply) {
    return closeAt(proxy, initiator, code, kind, reply);
  }

  /** Waits for the one close there is to be, and checks it against the figures. */
  private static JsonNode closeAt(
      Proxy inFront, String initiator, int code, String kind, String reply) {
    JsonNode event = inFront.onlyClose();
    Metrics metrics = inFront.atRest();
    assertThat(event.get("initiator").asText()).as("initiator").isEqualTo(initiator);
    assertThat(event.get("code").asInt()).as("code").isEqualTo(code);
    assertThat(event.get("kind").asText()).as("kind").isEqualTo(kind);
    assertThat(event.get("reply").asText()).as("reply").isEqualTo(reply);
    assertThat(metrics.sum("closewatch_closes_total", "initiator", initiator, "kind", kind))
        .isEqualTo(1);
    assertThat(metrics.sum("closewatch_closes_total")).isEqualTo(1);
    assertThat(metrics.sum("closewatch_connections_opened_total")).isEqualTo(1);
    assertThat(metrics.unaccounted()).isZero();
    return event;
  }

  private static void assertSeen(JsonNode event, int byClient, int byService) {
    assertThat(event.at("/clientSees/code").asInt()).as("clientSees").isEqualTo(byClient);
    assertThat(event.at("/serviceSees/code").asInt()).as("serviceSees").isEqualTo(byService);
  }

  // ---- a client of ws, a service of ws ----

  @Test
  void an_empty_close_is_answered_with_an_empty_close() {
    assertTold(client("/echo", "close"), 1005, "");
    JsonNode event = close("client", 1005, "empty", "same");
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertSeen(event, 1005, 1005);
    assertThat(event.at("/client/userAgent").isNull()).as("ws sends none").isTrue();
    assertTold(service.line(), 1005, "");
  }

  @Test
  void a_close_with_1000_is_echoed() {
    assertTold(client("/echo", "close", 1000), 1000, "");
    JsonNode event = close("client", 1000, "normal", "same");
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertSeen(event, 1000, 1000);
    assertTold(service.line(), 1000, "");
  }

  @Test
  void a_private_code_and_its_reason_are_passed_on() {
    assertThat(client("/echo", "close", 4000, "x").get("closed").asInt()).isEqualTo(4000);
    JsonNode event = close("client", 4000, "private", "same");
    assertThat(event.get("reason").asText()).isEqualTo("x");
    assertThat(event.at("/serviceSees/reason").asText()).isEqualTo("x");
    assertTold(service.line(), 4000, "x");
  }

  @Test
  void a_client_that_terminates_ends_tcp_with_no_close() {
    assertTold(client("/echo", "terminate"), 1006, "");
    JsonNode event = close("none", 1006, "abnormal", "not_applicable");
    assertThat(event.at("/tcpEnd/by").asText()).isEqualTo("client");
    assertThat(event.at("/tcpEnd/how").asText()).isEqualTo("fin");
    assertSeen(event, 1006, 1006);
    assertTold(service.line(), 1006, "");
  }

  @Test
  void the_service_closes_for_policy() {
    assertTold(client("/policy", "wait"), 1008, "policy: token expired");
    JsonNode event = close("service", 1008, "policy", "same");
    assertThat(event.get("reason").asText()).isEqualTo("policy: token expired");
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertSeen(event, 1008, 1008);
    assertThat(service.line().get("closed").asInt()).isEqualTo(1008);
  }

  @Test
  void the_service_restarts() {
    assertTold(client("/restart", "wait"), 1012, "back soon");
    assertSeen(close("service", 1012, "service_restart", "same"), 1012, 1012);
    service.line();
  }

  @Test
  void the_service_closes_with_no_code() {
    assertTold(client("/no-code", "wait"), 1005, "");
    JsonNode event = close("service", 1005, "empty", "same");
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertSeen(event, 1005, 1005);
    service.line();
  }

  @Test
  void a_service_that_terminates_ends_tcp_with_no_close() {
    assertTold(client("/terminate", "wait"), 1006, "");
    JsonNode event = close("none", 1006, "abnormal", "not_applicable");
    assertThat(event.at("/tcpEnd/by").asText()).isEqualTo("service");
    assertSeen(event, 1006, 1006);
    service.line();
  }

  @Test
  void large_compressed_messages_come_back_intact_and_are_no_violation() {
    JsonNode told = client("/echo", "echo");
    assertThat(told.get("intact").asBoolean()).as("told: " + told).isTrue();
    assertThat(told.get("extensions").asText()).startsWith("permessage-deflate");
    JsonNode event = close("client", 1000, "normal", "same");
    assertThat(event.at("/request/extensions/0").asText()).startsWith("permessage-deflate");
    assertThat(event.get("violations")).isEmpty();
    for (String side : new String[] {"client", "service"}) {
      assertThat(event.at("/traffic/" + side + "/messages").asInt()).as(side).isEqualTo(2);
      assertThat(event.at("/traffic/" + side + "/bytes").asInt())
          .as(side + ": the text shrinks to next to nothing")
          .isBetween(1 << 20, 3 << 19);
    }
    service.line();
  }

  @Test
  void thirty_clients_at_once() {
    int count = 30;
    String url = "ws://127.0.0.1:" + proxy.port() + "/echo";
    try (NodeProcess clients = NodeProcess.start("client.js", url, count, "echo")) {
      for (int i = 0; i < count; i++) {
        assertThat(clients.line().get("intact").asBoolean()).isTrue();
        assertThat(service.line().get("closed").asInt()).isEqualTo(1000);
      }
    }
    assertThat(proxy.closes(count)).allMatch(event -> event.get("clean").asBoolean());
    Metrics metrics = proxy.atRest();
    assertThat(metrics.sum("closewatch_closes_total", "initiator", "client", "code", "1000"))
        .isEqualTo(count);
    assertThat(metrics.sum("closewatch_violations_total")).isZero();
    assertThat(metrics.sum("closewatch_paused_connections")).isZero();
  }

  // ---- a raw client, a service of ws ----

  @Test
  void the_service_answers_1005_on_the_wire_with_1002() {
    try (RawPeer raw = RawPeer.connect(proxy.port())) {
      raw.send(proxy.upgradeRequest("/echo")).readHead();
      raw.send(FrameBytes.from(Sender.CLIENT).close(1005).bytes());
      byte[] answer = FrameBytes.from(Sender.SERVICE).close(1002).bytes();
      assertThat(raw.read(answer.length)).isEqualTo(answer);
      raw.fin();
      raw.readToEnd();

      JsonNode event = close("client", 1005, "reserved", "different");
      assertThat(event.get("clean").asBoolean()).isFalse();
      assertSeen(event, 1002, 1006);
      assertThat(event.at("/violations/0/violation").asText()).isEqualTo("reserved_close_code");
      assertThat(service.line().get("error").asText()).contains("1005");
      assertThat(service.line().get("closed").asInt()).isEqualTo(1006);
    }
  }

  // ---- a client of ws, a service of Vert.x ----

  @Test
  void vertx_answers_the_empty_close_of_ws_with_1000() {
    try (VertxService vertx = new VertxService(Map.of());
        Proxy inFront = Proxy.inFrontOf(vertx.port())) {
      assertTold(clientAt(inFront, "/echo", "close"), 1000, "");
      JsonNode event = closeAt(inFront, "client", 1005, "empty", "different");
      assertThat(event.get("clean").asBoolean()).isTrue();
      assertSeen(event, 1000, 1005);
      assertThat(vertx.ended().element().code()).as("Vert.x tells its user 1000").isEqualTo(1000);
    }
  }

  // ---- Node's own client (undici), a service of ws ----

  @Test
  void an_empty_close_of_nodes_own_client_is_answered_with_an_empty_close() {
    JsonNode told = ownClient("/echo");
    assertTold(told, 1005, "");
    assertThat(told.get("clean").asBoolean()).isTrue();
    JsonNode event = close("client", 1005, "empty", "same");
    assertSeen(event, 1005, 1005);
    assertThat(event.at("/client/userAgent").asText()).isIn("undici", "node");
    assertTold(service.line(), 1005, "");
  }

  @Test
  void nodes_own_client_answers_a_policy_close() {
    assertTold(ownClient("/policy", "wait"), 1008, "policy: token expired");
    JsonNode event = close("service", 1008, "policy", "same");
    assertSeen(event, 1008, 1008);
    assertThat(event.at("/clientClose/reason").asText()).as("undici drops it").isEmpty();
    service.line();
  }

  @Test
  void nodes_own_client_closes_with_a_private_code() {
    assertThat(ownClient("/echo", 4005, "because").get("closed").asInt()).isEqualTo(4005);
    assertThat(close("client", 4005, "private", "same").get("reason").asText())
        .isEqualTo("because");
    assertTold(service.line(), 4005, "because");
  }

  // ---- what they do by themselves is held against none of them ----

  @Test
  void empty_closes_of_ws_are_flagged_for_nothing() {
    Object[] arguments = {
      "ws://127.0.0.1:" + proxy.port() + "/echo", OrdinaryHabits.CLOSES, "close"
    };
    try (NodeProcess process = NodeProcess.start("client.js", arguments)) {
      for (int i = 0; i < OrdinaryHabits.CLOSES; i++) {
        process.line();
      }
    }
    assertThat(OrdinaryHabits.areFlaggedForNothing(proxy))
        .allMatch(event -> event.get("kind").asText().equals("empty"));
    readAllThatTheServiceWasTold();
  }

  @Test
  void empty_closes_of_nodes_own_client_are_flagged_for_nothing() {
    for (int i = 0; i < OrdinaryHabits.CLOSES; i++) {
      ownClient("/echo");
    }
    assertThat(OrdinaryHabits.areFlaggedForNothing(proxy))
        .allMatch(event -> event.get("kind").asText().equals("empty"));
    readAllThatTheServiceWasTold();
  }

  /** Or the next test would read it: one line for each of these clients, and for each marker. */
  private void readAllThatTheServiceWasTold() {
    for (int i = 0; i < 2 * OrdinaryHabits.CLOSES; i++) {
      service.line();
    }
  }
}
