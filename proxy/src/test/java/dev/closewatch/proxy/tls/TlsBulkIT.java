package dev.closewatch.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.tls.TlsLegs.Kind;
import io.netty.util.internal.PlatformDependent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Much data and slow readers with TLS on either leg: exact, and in little memory. */
class TlsBulkIT {
  private static final int MOST = 32 << 20;
  private static final long BOUND_BYTES = 24L << 20;
  private static final int PIECE = 1 << 20;

  @TempDir Path directory;

  static List<Kind> matrix() {
    return TlsLegs.matrix();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void every_byte_arrives_at_a_slow_reader(Kind kind) throws Exception {
    try (TlsLegs legs = new TlsLegs(kind, directory, settings -> {}, 16_384)) {
      for (Sender from : Sender.values()) {
        byte[] frame = FrameBytes.from(from).binaryOf(PIECE).bytes();
        new Random(7).nextBytes(frame);
        byte[] head = FrameBytes.from(from).binaryOf(PIECE).bytes();
        System.arraycopy(head, 0, frame, 0, head.length - PIECE);
        long before = PlatformDependent.usedDirectMemory();
        RawPeer source = legs.peer(from);
        CompletableFuture<Void> pushed =
            CompletableFuture.runAsync(
                () -> {
                  for (int sent = 0; sent < MOST; sent += PIECE) {
                    source.send(frame);
                  }
                });
        String slow = from.other().label();
        Eventually.isTrue(
            "reading from the " + from.label() + " is paused",
            () -> legs.proxy().metrics().sum("closewatch_paused_connections", "side", slow) == 1);
        assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(BOUND_BYTES);
        for (int got = 0; got < MOST; got += PIECE) {
          assertThat(Arrays.mismatch(legs.peer(from.other()).read(frame.length), frame))
              .isEqualTo(-1);
        }
        pushed.get(10, TimeUnit.SECONDS);
        assertThat(
                legs.proxy()
                    .metrics()
                    .sum("closewatch_relayed_bytes_total", "sender", from.label()))
            .isEqualTo((double) frame.length * (MOST / PIECE));
      }
      legs.peer(Sender.CLIENT).fin();
      legs.peer(Sender.SERVICE).fin();
      legs.assertAtRest();
      assertThat(legs.undelivered(Sender.CLIENT) + legs.undelivered(Sender.SERVICE)).isZero();
    }
  }

  /** What was read for a peer that is gone is counted exactly, in bytes of plaintext. */
  @ParameterizedTest
  @MethodSource("matrix")
  void what_a_cut_peer_does_not_get_is_counted_in_plaintext(Kind kind) {
    try (TlsLegs legs = new TlsLegs(kind, directory, settings -> {}, 4_096)) {
      byte[] bulk = FrameBytes.from(Sender.SERVICE).binaryOf(30_000).bytes();
      legs.sendOn(Sender.SERVICE, bulk);
      Eventually.isTrue(
          "paused",
          () -> legs.proxy().metrics().sum("closewatch_paused_connections", "side", "client") == 1);
      legs.peer(Sender.CLIENT).reset();
      double lost = legs.nextClose().at("/abnormal/undeliveredBytes/service").asDouble();
      assertThat(lost).isBetween(1.0, 4.0 * 65_536);
    }
  }
}
