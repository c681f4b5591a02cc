package dev.closewatch.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.tls.TlsLegs.End;
import dev.closewatch.proxy.tls.TlsLegs.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The drain with TLS on either leg. */
class TlsDrainIT {
  private static final byte[] TO_CLIENT = {(byte) 0x88, 2, 0x03, (byte) 0xE9};
  private static final int TO_SERVICE_BYTES = 8;

  @TempDir Path directory;

  static List<Kind> matrix() {
    return TlsLegs.matrix();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void both_sides_get_a_close_and_an_end_in_order(Kind kind) throws Exception {
    try (TlsLegs legs = new TlsLegs(kind, directory, s -> s.closeTimeout = Duration.ofSeconds(5))) {
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> legs.proxy().server().drain());
      assertThat(legs.peer(Sender.CLIENT).read(TO_CLIENT.length)).isEqualTo(TO_CLIENT);
      assertThat(legs.peer(Sender.SERVICE).read(TO_SERVICE_BYTES)).startsWith(0x88, 0x82);
      legs.peer(Sender.CLIENT).send(FrameBytes.from(Sender.CLIENT).close(1001).bytes());
      assertThat(legs.end(Sender.CLIENT)).isEqualTo(End.IN_ORDER);
      legs.peer(Sender.SERVICE).send(FrameBytes.from(Sender.SERVICE).close(1001).bytes());
      assertThat(legs.end(Sender.SERVICE)).isEqualTo(End.IN_ORDER);
      legs.peer(Sender.CLIENT).fin();
      legs.peer(Sender.SERVICE).fin();
      JsonNode event = legs.nextClose();
      assertThat(event.get("initiator").asText()).isEqualTo("proxy");
      assertThat(event.get("clean").asBoolean()).isTrue();
      drained.get(10, TimeUnit.SECONDS);
    }
  }

  /** Peers that neither read nor answer hold nothing for longer than they are allowed. */
  @ParameterizedTest
  @MethodSource("matrix")
  void a_peer_that_takes_nothing_holds_nothing_up(Kind kind) throws Exception {
    try (TlsLegs legs =
        new TlsLegs(kind, directory, s -> s.drainTime = Duration.ofSeconds(1), 4_096)) {
      byte[] bulk = FrameBytes.from(Sender.SERVICE).binaryOf(60_000).bytes();
      legs.sendOn(Sender.SERVICE, bulk);
      Eventually.isTrue(
          "paused",
          () -> legs.proxy().metrics().sum("closewatch_paused_connections", "side", "client") == 1);
      long start = System.nanoTime();
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> legs.proxy().server().drain());
      JsonNode event = legs.nextClose();
      assertThat(
              event.at("/abnormal/undeliveredBytes/service").asLong()
                  + event.at("/traffic/service/bytes").asLong())
          .isPositive();
      drained.get(10, TimeUnit.SECONDS);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }
}
