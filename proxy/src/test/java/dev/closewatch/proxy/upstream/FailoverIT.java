package dev.closewatch.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several instances of a service, of which some cannot be reached. */
class FailoverIT {
  private final RawService alive = new RawService();
  private final int deadPort = freePort();
  private final List<RawPeer> peers = new ArrayList<>();
  private Proxy proxy;

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void closeAll() {
    peers.forEach(RawPeer::close);
    if (proxy != null) {
      proxy.close();
    }
    alive.close();
  }

  /** Upgrades whoever comes. */
  private static final class Upgrading implements AutoCloseable {
    final RawService service = new RawService();
    final List<RawPeer> open = new CopyOnWriteArrayList<>();

    Upgrading() {
      Thread thread = new Thread(this::run);
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      try {
        while (true) {
          open.add(service.acceptWebSocket()); // nobody probes what has never been left out
        }
      } catch (UncheckedIOException closed) {
        // the test has ended
      }
    }

    @Override
    public void close() {
      service.close();
      open.forEach(RawPeer::close);
    }
  }

  private RawPeer openOnAny() {
    double before = proxy.metrics().sum("closewatch_connections_opened_total");
    RawPeer client = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/"));
    peers.add(client);
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    Eventually.isTrue(
        "opened", () -> proxy.metrics().sum("closewatch_connections_opened_total") == before + 1);
    return client;
  }

  private void openOn(RawService service) {
    RawPeer client = RawPeer.connect(proxy.port());
    peers.add(client);
    client.send(proxy.upgradeRequest("/"));
    peers.add(service.acceptWebSocket());
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
  }

  private double up(int port) {
    return proxy
        .metrics()
        .sum("closewatch_upstream_up", "upstream", "http://127.0.0.1:" + port, "route", "default");
  }

  @Test
  void clients_never_notice_that_one_of_two_is_dead() {
    proxy = new Proxy.Settings().start(deadPort, alive.port());
    assertThat(up(deadPort)).isEqualTo(1);
    for (int i = 0; i < 6; i++) {
      openOn(alive);
    }
    assertThat(up(deadPort)).isZero();
    assertThat(up(alive.port())).isEqualTo(1);
    assertThat(proxy.metrics().sum("closewatch_handshakes_total", "outcome", "upgraded"))
        .isEqualTo(6);
    assertThat(proxy.metrics().sum("closewatch_handshakes_total")).isEqualTo(6);
  }

  @Test
  void an_instance_that_is_back_is_found_without_a_client_and_gets_the_next_connections()
      throws IOException {
    proxy = new Proxy.Settings().start(deadPort, alive.port());
    openOn(alive);
    openOn(alive);
    try (ServerSocket back = new ServerSocket(deadPort, 50, InetAddress.getLoopbackAddress())) {
      back.setSoTimeout(20_000);
      RawPeer probe = new RawPeer(back.accept()); // no client has asked for anything
      assertThat(probe.readToEnd().bytes()).isEmpty();
      Eventually.isTrue("it is back", () -> up(deadPort) == 1);
      RawPeer client = RawPeer.connect(proxy.port());
      peers.add(client);
      client.send(proxy.upgradeRequest("/"));
      RawPeer accepted = new RawPeer(back.accept());
      peers.add(accepted);
      accepted.send(RawService.switching(accepted.readHead()));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void the_last_one_of_a_route_is_tried_by_each_request_and_named_in_its_failure()
      throws IOException {
    proxy = new Proxy.Settings().start(deadPort);
    for (int i = 0; i < 3; i++) {
      try (RawPeer client = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/"))) {
        assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
      }
    }
    JsonNode event = proxy.newestHandshake();
    assertThat(event.get("outcome").asText()).isEqualTo("unreachable");
    assertThat(event.get("servicePeer").asText()).isEqualTo("127.0.0.1:" + deadPort);
    assertThat(up(deadPort)).isZero();
    try (ServerSocket back = new ServerSocket(deadPort, 50, InetAddress.getLoopbackAddress());
        RawPeer client = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/"))) {
      back.setSoTimeout(10_000);
      RawPeer accepted = new RawPeer(back.accept());
      if (!hasHead(accepted)) { // the probe has been quicker
        accepted = new RawPeer(back.accept());
        accepted.readHead();
      }
      peers.add(accepted);
      accepted.send(RawService.switching(accepted.head()));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    }
  }

  private static boolean hasHead(RawPeer peer) {
    try {
      peer.readHead();
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  @Test
  void connections_go_to_the_instance_that_has_the_fewest() {
    try (Upgrading one = new Upgrading();
        Upgrading other = new Upgrading()) {
      proxy = new Proxy.Settings().start(one.service.port(), other.service.port());
      for (int i = 0; i < 8; i++) {
        openOnAny();
      }
      assertThat(one.open).hasSize(4);
      assertThat(other.open).hasSize(4);

      one.open.subList(0, 3).forEach(RawPeer::reset);
      Eventually.isTrue(
          "three have ended", () -> proxy.metrics().sum("closewatch_connections_active") == 5);
      for (int i = 0; i < 3; i++) {
        openOnAny();
      }
      assertThat(one.open).hasSize(7);
    }
  }
}
