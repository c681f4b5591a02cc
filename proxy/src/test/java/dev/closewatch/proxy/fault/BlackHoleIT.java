package dev.closewatch.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestTransports;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Services that take what they are given and say nothing: while connecting, and later. */
@Timeout(60)
class BlackHoleIT {
  private static final Duration PATIENCE = Duration.ofMillis(700);
  private static final byte[] CLOSE_1001 = {(byte) 0x88, 2, 0x03, (byte) 0xE9};

  static List<TransportChoice> transports() {
    return TestTransports.available();
  }

  /** A port where the kernel answers no more: its queue is full, and nobody accepts. */
  private static final class FullBacklog implements Closeable {
    private final ServerSocket listener;
    private final List<Socket> queued = new ArrayList<>();

    FullBacklog() throws IOException {
      listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      boolean answered = true;
      while (answered) {
        Socket socket = new Socket();
        queued.add(socket);
        try {
          socket.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 500 /* millis */);
        } catch (SocketTimeoutException e) {
          answered = false;
        }
        assertThat(queued).hasSizeLessThan(20);
      }
    }

    int port() {
      return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      listener.close();
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  private static Proxy.Settings settings(TransportChoice transport) {
    Proxy.Settings settings = new Proxy.Settings();
    settings.transport = transport;
    settings.connectTimeout = PATIENCE;
    settings.responseTimeout = PATIENCE;
    return settings;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_connect_that_is_never_answered_is_502_in_time_and_another_instance_is_tried(
      TransportChoice transport) throws Exception {
    try (FullBacklog hole = new FullBacklog();
        RawService service = new RawService();
        Proxy alone = settings(transport).start(hole.port());
        Proxy both = settings(transport).start(hole.port(), service.port())) {
      long startNanos = System.nanoTime();
      try (RawPeer client = RawPeer.connect(alone.port())) {
        client.send(alone.upgradeRequest("/x"));
        assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
          .isBetween(PATIENCE.dividedBy(2), Duration.ofSeconds(5));
      Metrics metrics = alone.metrics();
      assertThat(
              metrics.sum("closewatch_handshakes_total", "outcome", "unreachable", "status", "502"))
          .isEqualTo(1);

      try (Proxy.Pair pair = both.open(service)) {
        pair.client().send(FrameBytes.from(Sender.CLIENT).emptyClose().bytes());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_client_that_leaves_meanwhile_leaves_nothing_behind(TransportChoice transport)
      throws Exception {
    try (FullBacklog hole = new FullBacklog();
        Proxy proxy = settings(transport).start(hole.port())) {
      RawPeer client = RawPeer.connect(proxy.port());
      client.send(proxy.upgradeRequest("/x"));
      client.close();
      assertThat(proxy.newestHandshake().get("outcome").asText()).isEqualTo("client_gone");
      try (RawPeer next = RawPeer.connect(proxy.port())) {
        next.send(proxy.upgradeRequest("/x"));
        assertThat(next.readHead()).startsWith("HTTP/1.1 502 ");
      }
      Metrics metrics = proxy.metrics();
      assertThat(metrics.sum("closewatch_handshakes_total")).isEqualTo(2);
      assertThat(metrics.unaccounted()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_service_that_is_stopped_is_504_and_holds_no_more_than_the_buffers(
      TransportChoice transport) throws Exception {
    try (EchoProcess service = EchoProcess.start();
        Proxy proxy = settings(transport).start(service.port());
        RawPeer open = RawPeer.connect(proxy.port())) {
      open.send(proxy.upgradeRequest("/x"));
      assertThat(open.readHead()).startsWith("HTTP/1.1 101 ");
      service.signal("STOP");
      try (RawPeer client = RawPeer.connect(proxy.port())) {
        client.send(proxy.upgradeRequest("/x"));
        assertThat(client.readHead()).startsWith("HTTP/1.1 504 ");
      }

      byte[] much = FrameBytes.from(Sender.CLIENT).binaryOf(30_000_000).bytes();
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> open.send(much));
      Eventually.isTrue(
          "the client is read no more",
          () ->
              proxy.metrics().sum("closewatch_paused_connections", "side", "service") == 1
                  && !sending.isDone());
      assertThat(proxy.metrics().sum("closewatch_relayed_bytes_total", "sender", "client"))
          .isLessThan(much.length - 1_000_000.0);

      service.signal("CONT");
      assertThat(Arrays.equals(open.read(much.length), much)).isTrue();
      sending.join();
      assertThat(proxy.metrics().sum("closewatch_closes_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_service_that_has_gone_silent_is_ended_as_idle(TransportChoice transport) throws Exception {
    Proxy.Settings settings = settings(transport);
    settings.idleTimeout = Duration.ofSeconds(1);
    settings.closeTimeout = Duration.ofMillis(300);
    try (EchoProcess service = EchoProcess.start();
        Proxy proxy = settings.start(service.port());
        RawPeer client = RawPeer.connect(proxy.port())) {
      client.send(proxy.upgradeRequest("/x"));
      client.readHead();
      service.signal("STOP");
      assertThat(client.read(CLOSE_1001.length)).isEqualTo(CLOSE_1001);
      JsonNode event = proxy.onlyClose();
      assertThat(event.at("/proxyClose/reason").asText()).isEqualTo("idle");
      assertThat(event.get("initiator").asText()).isEqualTo("proxy");
      assertThat(event.get("reply").asText()).isEqualTo("not_applicable");
      assertThat(proxy.atRest().unaccounted()).isZero();
    }
  }
}
