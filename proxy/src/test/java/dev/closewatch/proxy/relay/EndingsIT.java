package dev.closewatch.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.OneConnection;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawService;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Every initiator, every reply, every way for a leg to end, over real sockets. */
class EndingsIT extends OneConnection {
  @Override
  protected void configure(Proxy.Settings settings) {
    settings.halfCloseTimeout = Duration.ofMillis(300);
  }

  private static FrameBytes fromClient() {
    return FrameBytes.from(Sender.CLIENT);
  }

  private static FrameBytes fromService() {
    return FrameBytes.from(Sender.SERVICE);
  }

  private void clientSays(FrameBytes frames) {
    pair.client().send(frames.bytes());
    assertThat(pair.service().read(frames.size())).isEqualTo(frames.bytes());
  }

  private void serviceSays(FrameBytes frames) {
    pair.service().send(frames.bytes());
    assertThat(pair.client().read(frames.size())).isEqualTo(frames.bytes());
  }

  private void clientEndsTcp() {
    pair.client().fin();
    assertThat(pair.service().readToFin()).isEmpty();
    pair.service().fin();
    assertThat(pair.client().readToFin()).isEmpty();
  }

  private static void assertEnd(JsonNode event, String initiator, Integer code, String kind) {
    assertThat(event.get("initiator").asText()).isEqualTo(initiator);
    assertThat(event.get("kind").asText()).isEqualTo(kind);
    if (code == null) {
      assertThat(event.get("code").isNull()).isTrue();
    } else {
      assertThat(event.get("code").asInt()).isEqualTo(code);
    }
  }

  private static void assertSeen(JsonNode event, int byClient, int byService) {
    assertThat(event.get("clientSees").get("code").asInt()).as("clientSees").isEqualTo(byClient);
    assertThat(event.get("serviceSees").get("code").asInt()).as("serviceSees").isEqualTo(byService);
  }

  @Test
  void the_client_closes_and_the_service_answers_the_same() {
    clientSays(fromClient().text("hello").close(1000, "bye"));
    serviceSays(fromService().close(1000));
    clientEndsTcp();

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "client", 1000, "normal");
    assertThat(event.get("reason").asText()).isEqualTo("bye");
    assertThat(event.get("reply").asText()).isEqualTo("same");
    assertThat(event.get("replySeconds").asDouble()).isPositive();
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertSeen(event, 1000, 1000);
    assertThat(event.get("abnormal").isNull()).isTrue();
    assertThat(event.get("traffic").get("client").get("messages").asInt()).isEqualTo(1);
    assertThat(event.get("request").get("path").asText()).isEqualTo("/chat");
    assertThat(event.toString()).doesNotContain("secret");
    Metrics metrics = proxy.metrics();
    assertThat(metrics.sum("closewatch_close_replies_total", "replier", "service", "reply", "same"))
        .isEqualTo(1);
    assertThat(metrics.sum("closewatch_connection_duration_seconds_count", "ending", "clean"))
        .isEqualTo(1);
  }

  @Test
  void the_service_closes_for_policy_and_the_client_answers_differently() {
    serviceSays(fromService().close(1008, "rate limit exceeded"));
    clientSays(fromClient().close(1000));
    clientEndsTcp();

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "service", 1008, "policy");
    assertThat(event.get("reply").asText()).isEqualTo("different");
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertSeen(event, 1008, 1000);
    assertThat(
            proxy.metrics().sum("closewatch_connection_duration_seconds_count", "ending", "policy"))
        .isEqualTo(1);
  }

  @Test
  void the_client_never_answers_and_ends_tcp() {
    serviceSays(fromService().close(1001));
    clientEndsTcp();

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "service", 1001, "going_away");
    assertThat(event.get("reply").asText()).isEqualTo("missing");
    assertThat(event.get("clean").asBoolean()).isFalse();
    assertSeen(event, 1001, 1006);
  }

  @Test
  void both_close_before_either_could_have_seen_the_other() {
    // The service reads nothing: the client's Close is read by the proxy, and waits there behind
    // more
    // than the kernel takes.
    Proxy.Settings settings = new Proxy.Settings();
    settings.bufferBytes = 16 * 1024 * 1024;
    FrameBytes sent = fromClient().binaryOf(15 * 1024 * 1024).close(1000);
    try (RawService slow = new RawService(4_096);
        Proxy roomy = settings.start(slow.port());
        Proxy.Pair crossing = roomy.open(slow)) {
      crossing.client().send(sent.bytes());
      Eventually.isTrue(
          "the client's Close has been read",
          () -> roomy.metrics().sum("closewatch_close_frames_total", "sender", "client") == 1);
      byte[] close = fromService().close(1012).bytes();
      crossing.service().send(close);
      assertThat(crossing.client().read(close.length)).isEqualTo(close);
      assertThat(crossing.service().read(sent.size())).isEqualTo(sent.bytes());
      crossing.client().fin();
      crossing.service().fin();

      JsonNode event = roomy.onlyClose();
      assertEnd(event, "client", 1000, "normal");
      assertThat(event.get("reply").asText()).isEqualTo("crossed");
      assertThat(event.get("clean").asBoolean()).isTrue();
      assertSeen(event, 1012, 1000);
    }
  }

  @Test
  void a_leg_ends_by_fin_before_any_close() {
    clientSays(fromClient().text("hello").ping().notFinal().text("a fragment"));
    clientEndsTcp();

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "none", 1006, "abnormal");
    assertThat(event.get("reply").asText()).isEqualTo("not_applicable");
    assertSeen(event, 1006, 1006);
    assertThat(event.get("tcpEnd").get("by").asText()).isEqualTo("client");
    JsonNode abnormal = event.get("abnormal");
    assertThat(abnormal.get("cutIn").asText()).isEqualTo("message");
    assertThat(abnormal.get("unansweredPings").get("client").asInt()).isEqualTo(1);
  }

  @Test
  void a_close_that_is_cut_off_is_none() {
    FrameBytes cut = fromClient().close(1000, "bye").withoutLast(1);
    clientSays(cut);
    clientEndsTcp();

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "none", 1006, "abnormal");
    assertThat(event.get("clientClose").isNull()).isTrue();
    assertThat(event.get("abnormal").get("cutIn").asText()).isEqualTo("close_frame");
  }

  @Test
  void a_close_behind_the_other_sides_fin_does_not_make_its_sender_the_initiator() {
    pair.service().fin();
    assertThat(pair.client().readToFin()).isEmpty();
    clientSays(fromClient().close(1000)); // as the JDK's client does
    pair.client().fin();

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "none", 1006, "abnormal");
    assertThat(event.get("tcpEnd").get("by").asText()).isEqualTo("service");
    assertThat(event.get("clientClose").get("code").asInt()).isEqualTo(1000);
    assertSeen(event, 1006, 1000);
  }

  @Test
  void a_reset_of_the_client_arrives_as_a_reset_at_the_service() {
    clientSays(fromClient().text("hello"));
    pair.client().reset();
    assertThat(pair.service().readToEnd().reset()).isTrue();

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "none", 1006, "abnormal");
    assertThat(event.get("tcpEnd").get("by").asText()).isEqualTo("client");
    assertThat(event.get("tcpEnd").get("how").asText()).isEqualTo("reset");
    assertThat(event.get("abnormal").get("undeliveredBytes").get("service").asInt()).isZero();
  }

  @Test
  void a_reset_of_the_service_arrives_as_a_reset_at_the_client() {
    serviceSays(fromService().text("hello"));
    pair.service().reset();
    assertThat(pair.client().readToEnd().reset()).isTrue();

    JsonNode event = proxy.onlyClose();
    assertThat(event.get("tcpEnd").get("by").asText()).isEqualTo("service");
    assertThat(event.get("tcpEnd").get("how").asText()).isEqualTo("reset");
  }

  /** Either may be handed on first; the leg of the other may have closed by itself meanwhile. */
  @Test
  void a_reset_beside_a_fin_of_the_other_side_ends_the_connection() {
    for (int round = 1; round <= 50; round++) {
      pair.client().send(fromClient().text("a").bytes());
      pair.service().fin();
      pair.client().reset();
      assertThat(proxy.closes(round).get(0).get("proxyClose").isNull()).isTrue();
      pair.close();
      pair = proxy.open(service);
    }
  }

  @Test
  void what_a_reset_client_had_sent_reaches_the_service_first() {
    byte[] hello = fromClient().text("hello").close(1000).bytes();
    pair.client().send(hello);
    assertThat(pair.service().read(hello.length)).isEqualTo(hello);
    pair.client().reset();
    assertThat(pair.service().readToEnd().reset()).isTrue();
    JsonNode event = proxy.onlyClose();
    assertEnd(event, "client", 1000, "normal");
    assertThat(event.get("reply").asText()).isEqualTo("missing");
  }

  @Test
  void the_other_direction_goes_on_behind_a_fin() {
    // npm's websocket sends a FIN right behind its Close; the service's answer must still arrive.
    clientSays(fromClient().close(1000, "Normal connection closure"));
    pair.client().fin();
    assertThat(pair.service().readToFin()).isEmpty();
    serviceSays(fromService().text("late").close(1000));
    pair.service().fin();

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "client", 1000, "normal");
    assertThat(event.get("reply").asText()).isEqualTo("same");
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertSeen(event, 1000, 1000);
  }

  @Test
  void a_silent_half_closed_connection_is_ended() {
    pair.client().fin();
    assertThat(pair.service().readToFin()).isEmpty();
    byte[] ours = {(byte) 0x88, 2, 0x03, (byte) 0xE9};
    assertThat(pair.client().readToFin()).isEqualTo(ours);

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "none", 1006, "abnormal");
    assertThat(event.get("tcpEnd").get("by").asText()).isEqualTo("client");
    assertThat(event.get("proxyClose").get("reason").asText()).isEqualTo("half_close");
    assertThat(event.get("proxyClose").get("toClient").asBoolean()).isTrue();
    assertThat(event.get("proxyClose").get("toService").asBoolean()).isFalse();
  }

  @Test
  void the_time_of_a_half_closed_connection_begins_with_its_fin() {
    Proxy.Settings settings = new Proxy.Settings();
    settings.halfCloseTimeout = Duration.ofSeconds(2);
    try (RawService silent = new RawService();
        Proxy patient = settings.start(silent.port());
        Proxy.Pair quiet = patient.open(silent)) {
      Eventually.isTrue(
          "silent for longer than the time allowed behind a FIN",
          () -> patient.json("/api/connections").at("/connections/0/ageSeconds").asDouble() > 2.2);
      long finNanos = System.nanoTime();
      quiet.client().fin();
      quiet.client().readToFin();
      assertThat(Duration.ofNanos(System.nanoTime() - finNanos))
          .isGreaterThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void a_length_that_leaves_no_way_on_makes_the_end_unknown() {
    FrameBytes lost = fromClient().claiming(-1L).close(1000);
    pair.client().send(lost.bytes());
    assertThat(pair.service().read(lost.size())).isEqualTo(lost.bytes());
    clientEndsTcp();

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "unknown", null, "unobserved");
    assertThat(event.get("unreadable")).hasSize(1);
    assertThat(event.get("unreadable").get(0).asText()).isEqualTo("client");
    Metrics metrics = proxy.metrics();
    assertThat(
            metrics.sum(
                "closewatch_closes_total",
                "initiator",
                "unknown",
                "code",
                "none",
                "kind",
                "unobserved"))
        .isEqualTo(1);
    assertThat(metrics.sum("closewatch_unobserved_connections_total", "reason", "unreadable"))
        .isEqualTo(1);
  }

  @Test
  void the_answer_of_a_direction_that_could_not_be_read_is_unknown() {
    FrameBytes lost = fromClient().claiming(-1L).binaryOf(0);
    pair.client().send(lost.bytes());
    pair.service().read(lost.size());
    serviceSays(fromService().close(1002, "bad length"));
    clientEndsTcp();

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "service", 1002, "protocol_error");
    assertThat(event.get("reply").asText()).isEqualTo("unknown");
  }

  @Test
  void data_behind_a_close_is_passed_on_and_spoils_a_clean_end() {
    clientSays(fromClient().close(1000).text("and another thing").close(1001));
    serviceSays(fromService().close(1000));
    clientEndsTcp();

    JsonNode event = proxy.onlyClose();
    assertEnd(event, "client", 1000, "normal");
    assertThat(event.get("clean").asBoolean()).isFalse();
    Metrics metrics = proxy.metrics();
    assertThat(metrics.sum("closewatch_violations_total", "violation", "data_after_close"))
        .isEqualTo(1);
    assertThat(metrics.sum("closewatch_violations_total", "violation", "second_close"))
        .isEqualTo(1);
    assertThat(event.get("violations")).hasSize(2);
  }

  @Test
  void figures_move_while_the_connection_lives() {
    clientSays(fromClient().text("one").text("two"));
    serviceSays(fromService().ping());
    Metrics live = proxy.metrics();
    assertThat(live.sum("closewatch_connections_active")).isEqualTo(1);
    assertThat(live.sum("closewatch_frames_total", "sender", "client", "opcode", "text"))
        .isEqualTo(2);
    assertThat(live.sum("closewatch_frames_total", "sender", "service", "opcode", "ping"))
        .isEqualTo(1);
    assertThat(live.sum("closewatch_relayed_bytes_total", "sender", "client"))
        .isEqualTo(fromClient().text("one").text("two").size());
    assertThat(proxy.json("/api/connections").get("connections")).hasSize(1);
    assertThat(live.unaccounted()).isZero();
  }
}
