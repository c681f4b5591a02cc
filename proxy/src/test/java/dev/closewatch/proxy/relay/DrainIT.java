package dev.closewatch.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.OneConnection;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When the proxy itself goes away: a Close 1001 where one fits, and no byte out of place. */
class DrainIT extends OneConnection {
  private static final byte[] TO_CLIENT = {(byte) 0x88, 2, 0x03, (byte) 0xE9};

  @Override
  protected void configure(Proxy.Settings settings) {
    settings.closeTimeout = Duration.ofMillis(500);
    settings.drainTime = Duration.ofSeconds(2);
  }

  private CompletableFuture<Void> drain() {
    return CompletableFuture.runAsync(() -> proxy.server().drain());
  }

  /** Reads our Close at the service: six bytes of header and mask, two of code. */
  private static int codeOfMaskedClose(RawPeer peer) {
    byte[] close = peer.read(8);
    assertThat(close[0]).isEqualTo((byte) 0x88);
    assertThat(close[1]).isEqualTo((byte) 0x82);
    return ((close[6] ^ close[2]) & 0xFF) << 8 | ((close[7] ^ close[3]) & 0xFF);
  }

  @Test
  void both_sides_get_a_close_1001_and_fin_behind_their_answers() throws Exception {
    CompletableFuture<Void> done = drain();
    assertThat(pair.client().read(4)).isEqualTo(TO_CLIENT);
    assertThat(codeOfMaskedClose(pair.service())).isEqualTo(1001);
    pair.client().send(FrameBytes.from(Sender.CLIENT).close(1001).bytes());
    assertThat(pair.client().readToFin()).isEmpty();
    pair.client().fin();
    pair.service().send(FrameBytes.from(Sender.SERVICE).close(1001).bytes());
    assertThat(pair.service().readToFin()).as("the client's answer stays with us").isEmpty();
    pair.service().fin();

    JsonNode event = proxy.onlyClose();
    assertThat(event.get("initiator").asText()).isEqualTo("proxy");
    assertThat(event.get("code").asInt()).isEqualTo(1001);
    assertThat(event.get("kind").asText()).isEqualTo("going_away");
    assertThat(event.get("reply").asText()).isEqualTo("not_applicable");
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertThat(event.at("/tcpEnd/by").asText()).isEqualTo("proxy");
    assertThat(event.at("/proxyClose/reason").asText()).isEqualTo("drain");
    assertThat(event.at("/proxyClose/toClient").asBoolean()).isTrue();
    assertThat(event.at("/proxyClose/toService").asBoolean()).isTrue();
    assertThat(event.at("/clientSees/code").asInt()).isEqualTo(1001);
    assertThat(event.at("/serviceSees/code").asInt()).isEqualTo(1001);
    // What they answered is theirs and is counted; ours is not.
    assertThat(proxy.metrics().sum("closewatch_close_frames_total")).isEqualTo(2);
    assertThat(proxy.metrics().sum("closewatch_undelivered_bytes_total")).isEqualTo(8 + 4);
    done.get();
  }

  @Test
  void it_is_over_as_soon_as_both_have_answered_and_ended() throws Exception {
    Proxy.Settings settings = new Proxy.Settings();
    settings.closeTimeout = Duration.ofSeconds(10);
    settings.drainTime = Duration.ofSeconds(10); // half of it for answers
    try (Proxy patient = settings.start(service.port());
        Proxy.Pair polite = patient.open(service)) {
      CompletableFuture<Void> done = CompletableFuture.runAsync(() -> patient.server().drain());
      polite.client().read(4);
      codeOfMaskedClose(polite.service());
      long startNanos = System.nanoTime();
      polite.client().send(FrameBytes.from(Sender.CLIENT).close(1001).bytes()).fin();
      polite.service().send(FrameBytes.from(Sender.SERVICE).close(1001).bytes()).fin();
      assertThat(patient.onlyClose().get("clean").asBoolean()).isTrue();
      done.get();
      assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
          .isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void readiness_falls_at_once_and_new_connections_are_refused() throws Exception {
    CompletableFuture<Void> done = drain();
    Eventually.isTrue("not ready", () -> proxy.get("/health/ready").statusCode() == 503);
    assertThat(proxy.get("/health/live").statusCode()).isEqualTo(200);
    pair.client().read(4);
    done.get();
    assertThat(proxy.server().state().name()).isEqualTo("STOPPED");
  }

  @Test
  void a_frame_that_is_passing_is_let_through_first() throws Exception {
    byte[] frame = FrameBytes.from(Sender.SERVICE).text("a frame in two parts").bytes();
    byte[] head = java.util.Arrays.copyOf(frame, 7);
    byte[] tail = java.util.Arrays.copyOfRange(frame, 7, frame.length);
    pair.service().send(head);
    assertThat(pair.client().read(7)).isEqualTo(head);
    CompletableFuture<Void> done = drain();
    assertThat(codeOfMaskedClose(pair.service())).isEqualTo(1001);
    pair.service().send(tail).send(FrameBytes.from(Sender.SERVICE).text("not passed on").bytes());
    assertThat(pair.client().read(tail.length)).isEqualTo(tail);
    assertThat(pair.client().readToFin()).isEqualTo(TO_CLIENT);
    done.get();
  }

  @Test
  void inside_a_frame_that_never_ends_there_is_no_close() throws Exception {
    byte[] cut = FrameBytes.from(Sender.SERVICE).text("never whole").withoutLast(3).bytes();
    pair.service().send(cut);
    assertThat(pair.client().read(cut.length)).isEqualTo(cut);
    CompletableFuture<Void> done = drain();
    assertThat(codeOfMaskedClose(pair.service())).isEqualTo(1001);
    assertThat(pair.client().readToEnd().bytes()).isEmpty();
    JsonNode event = proxy.onlyClose();
    assertThat(event.at("/proxyClose/toClient").asBoolean()).isFalse();
    assertThat(event.at("/proxyClose/toService").asBoolean()).isTrue();
    assertThat(event.get("code").asInt()).isEqualTo(1001);
    assertThat(event.at("/clientSees/code").asInt()).isEqualTo(1006);
    assertThat(event.get("clean").asBoolean()).isFalse();
    done.get();
  }

  @Test
  void inside_a_fragmented_message_a_close_is_allowed() throws Exception {
    byte[] fragment = FrameBytes.from(Sender.SERVICE).notFinal().text("to be continued").bytes();
    pair.service().send(fragment);
    assertThat(pair.client().read(fragment.length)).isEqualTo(fragment);
    CompletableFuture<Void> done = drain();
    assertThat(pair.client().read(4)).isEqualTo(TO_CLIENT);
    done.get();
  }

  @Test
  void a_closing_handshake_of_their_own_is_let_finish() throws Exception {
    byte[] close = FrameBytes.from(Sender.CLIENT).close(4000).bytes();
    pair.client().send(close);
    assertThat(pair.service().read(close.length)).isEqualTo(close);
    CompletableFuture<Void> done = drain();
    Eventually.isTrue("draining", () -> proxy.get("/health/ready").statusCode() == 503);
    byte[] answer = FrameBytes.from(Sender.SERVICE).close(4000).bytes();
    pair.service().send(answer);
    assertThat(pair.client().read(answer.length)).isEqualTo(answer);
    pair.client().fin();
    pair.service().fin();
    JsonNode event = proxy.onlyClose();
    assertThat(event.get("initiator").asText()).isEqualTo("client");
    assertThat(event.get("reply").asText()).isEqualTo("same");
    assertThat(event.get("proxyClose").isNull()).isTrue();
    done.get();
  }

  @Test
  void nobody_who_never_answers_holds_it_up() throws Exception {
    CompletableFuture<Void> done = drain();
    assertThat(pair.client().read(4)).isEqualTo(TO_CLIENT);
    JsonNode event = proxy.onlyClose();
    assertThat(event.get("initiator").asText()).isEqualTo("proxy");
    assertThat(event.get("clean").asBoolean()).isFalse();
    assertThat(event.get("durationSeconds").asDouble()).isLessThan(5);
    done.get();
  }
}
