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
import dev.closewatch.proxy.kit.TestTransports;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A service that is killed while it talks to many: SIGKILL, no Close, nothing said. */
@Timeout(60)
class KilledServiceIT {
  private static final int CLIENTS = 24;
  private static final byte[] FRAME = FrameBytes.from(Sender.CLIENT).binaryOf(20_000).bytes();

  static List<TransportChoice> transports() {
    return TestTransports.available();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void every_client_learns_of_it_and_the_next_service_is_found(TransportChoice transport)
      throws Exception {
    Proxy.Settings settings = new Proxy.Settings();
    settings.transport = transport;
    ExecutorService threads = Executors.newCachedThreadPool();
    List<RawPeer> clients = new ArrayList<>();
    try (EchoProcess service = EchoProcess.start();
        Proxy proxy = settings.start(service.port())) {
      AtomicLong echoed = new AtomicLong();
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        RawPeer client = open(proxy);
        clients.add(client);
        threads.execute(() -> say(client));
        ends.add(threads.submit(() -> hear(client, echoed)));
      }
      Eventually.isTrue("all of them talk", () -> echoed.get() > 50L * FRAME.length);
      service.signal("KILL");
      for (Future<?> end : ends) {
        end.get();
      }

      Metrics after = proxy.atRest();
      assertThat(after.sum("closewatch_connections_opened_total")).isEqualTo(CLIENTS);
      assertThat(after.sum("closewatch_closes_total", "initiator", "none", "code", "1006"))
          .isEqualTo(CLIENTS);
      assertThat(after.unaccounted()).isZero();
      for (JsonNode close : proxy.closes(CLIENTS)) {
        assertThat(close.at("/tcpEnd/by").asText()).isEqualTo("service");
      }
      try (RawPeer client = RawPeer.connect(proxy.port())) {
        client.send(proxy.upgradeRequest("/x"));
        assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
      }
      assertThat(proxy.metrics().sum("closewatch_handshakes_total", "outcome", "unreachable"))
          .isEqualTo(1);

      try (EchoProcess next = EchoProcess.startAt(service.port());
          RawPeer client = open(proxy)) {
        assertThat(next.port()).isEqualTo(service.port());
        client.send(FRAME);
        assertThat(client.read(FRAME.length)).isEqualTo(FRAME);
      }
    } finally {
      clients.forEach(RawPeer::close);
      threads.shutdownNow();
    }
  }

  private static RawPeer open(Proxy proxy) {
    RawPeer client = RawPeer.connect(proxy.port());
    client.send(proxy.upgradeRequest("/x"));
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  private static void say(RawPeer client) {
    try {
      while (true) {
        client.send(FRAME);
      }
    } catch (UncheckedIOException e) {
      // it has ended
    }
  }

  /** Returns at the end, whichever it is; time that is up is a failure. */
  private static void hear(RawPeer client, AtomicLong echoed) {
    try {
      while (true) {
        echoed.addAndGet(client.read(FRAME.length).length);
      }
    } catch (UncheckedIOException e) {
      assertThat(e.getCause()).isNotInstanceOf(SocketTimeoutException.class);
    }
  }
}
