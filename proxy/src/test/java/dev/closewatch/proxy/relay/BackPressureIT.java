package dev.closewatch.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestTransports;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A slow reader stops the writer; nothing is piled up in between. */
class BackPressureIT {
  private static final long GIB = 1L << 30;
  private static final int PIECE = 1 << 20;
  private static final long BOUND_BYTES = 24L << 20;
  private static final long SMALL_BOUND_BYTES = 8L << 20;
  private static final int SMALL_RECEIVE_BUFFER_BYTES = 4_096;

  static List<TransportChoice> transports() {
    return TestTransports.available();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_gibibyte_pushed_at_a_slow_reader_needs_little_memory(TransportChoice transport)
      throws Exception {
    Proxy.Settings settings = new Proxy.Settings();
    settings.transport = transport;
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (RawService service = new RawService();
        Proxy proxy = settings.start(service.port());
        Proxy.Pair pair = proxy.open(service)) {
      long before = directBytes();
      Future<Long> pushed = threads.submit(() -> push(pair.service()));

      Eventually.isTrue(
          "reading from the service is paused",
          () -> proxy.metrics().sum("closewatch_paused_connections", "side", "client") == 1);
      double readUntilPaused = proxy.metrics().sum("closewatch_relayed_bytes_total");
      assertThat(readUntilPaused).as("read while nobody reads").isLessThan(BOUND_BYTES);
      assertThat(readSlowly(pair.client(), before)).isEqualTo(GIB);
      assertThat(pushed.get()).isEqualTo(GIB);

      pair.client().fin();
      pair.service().fin();
      Metrics metrics = proxy.atRest();
      assertThat(metrics.sum("closewatch_relayed_bytes_total", "sender", "service")).isEqualTo(GIB);
      assertThat(metrics.sum("closewatch_paused_connections")).isZero();
      assertThat(proxy.onlyClose().at("/traffic/service/pausedSeconds").asDouble()).isPositive();
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * What is read lies in buffers that hold much more; a message that waits must not hold all of it.
   */
  @ParameterizedTest
  @MethodSource("transports")
  void small_messages_that_wait_need_little_memory(TransportChoice transport) {
    Proxy.Settings settings = new Proxy.Settings();
    settings.transport = transport;
    byte[] bulk = FrameBytes.from(Sender.SERVICE).binaryOf(16_000).bytes();
    byte[] small = FrameBytes.from(Sender.SERVICE).binaryOf(60).bytes();
    byte[] other = FrameBytes.from(Sender.CLIENT).binaryOf(60_000).bytes();
    try (RawService service = new RawService();
        Proxy proxy = settings.start(service.port());
        Proxy.Pair pair = proxy.open(service, SMALL_RECEIVE_BUFFER_BYTES)) {
      long before = directBytes();
      while (!isPaused(proxy)) {
        pair.service().send(bulk);
      }
      while (isPaused(proxy)) {
        pair.client().read(bulk.length);
      }
      for (int sent = 0; sent % 20 > 0 || !isPaused(proxy); sent++) {
        assertThat(sent).as("sent while nobody reads").isLessThan(100_000);
        pair.service().send(small);
        pair.client().send(other); // takes what is left of the buffer that the small one lies in
        pair.service().read(other.length);
      }
      assertThat(directBytes() - before).as("direct memory in use").isLessThan(SMALL_BOUND_BYTES);
    }
  }

  private static boolean isPaused(Proxy proxy) {
    return proxy.metrics().sum("closewatch_paused_connections", "side", "client") > 0;
  }

  private static long push(RawPeer peer) {
    byte[] piece = FrameBytes.from(Sender.SERVICE).binaryOf(PIECE - 10).bytes();
    assertThat(piece).hasSize(PIECE);
    for (long sent = 0; sent < GIB; sent += piece.length) {
      peer.send(piece);
    }
    return GIB;
  }

  /** Takes a little at a time, so that the writer is always ahead, and looks at the memory. */
  private static long readSlowly(RawPeer peer, long before) throws IOException {
    byte[] buffer = new byte[PIECE];
    InputStream in = peer.socket().getInputStream();
    long count = 0;
    while (count < GIB) {
      int n = in.readNBytes(buffer, 0, buffer.length);
      count += n;
      assertThat(directBytes() - before).as("direct memory in use").isLessThan(BOUND_BYTES);
      if (n < buffer.length) {
        break;
      }
    }
    return count;
  }

  private static long directBytes() {
    return PlatformDependent.usedDirectMemory();
  }
}
