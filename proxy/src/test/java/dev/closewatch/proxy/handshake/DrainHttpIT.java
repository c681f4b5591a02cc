package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests and handshakes while the proxy is drained. */
class DrainHttpIT {
  private static final int HELD = 64;
  private static final String REQUEST = "GET /page HTTP/1.1\r\nHost: service\r\n\r\n";
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private RawService service;
  private Proxy proxy;
  private final List<Proxy.Pair> held = new ArrayList<>();

  @BeforeEach
  void openConnectionsThatKeepTheDrainGoing() {
    service = new RawService();
    Proxy.Settings settings = new Proxy.Settings();
    settings.drainTime = Duration.ofSeconds(8);
    settings.closeTimeout = Duration.ofSeconds(2);
    proxy = settings.start(service.port());
    // An event loop with nothing open has drained at once: with so many, each has some.
    for (int i = 0; i < HELD; i++) {
      held.add(openWithinAFrame());
    }
  }

  /** Within a frame it gets no Close and stays open until the time is up. */
  private Proxy.Pair openWithinAFrame() {
    Proxy.Pair pair = proxy.open(service);
    byte[] cut = FrameBytes.from(Sender.SERVICE).text("never whole").withoutLast(3).bytes();
    pair.service().send(cut);
    pair.client().read(cut.length);
    byte[] cutToo = FrameBytes.from(Sender.CLIENT).text("never whole").withoutLast(3).bytes();
    pair.client().send(cutToo);
    pair.service().read(cutToo.length);
    return pair;
  }

  @AfterEach
  void closeAll() {
    held.forEach(Proxy.Pair::close);
    proxy.close();
    service.close();
  }

  private CompletableFuture<Void> drain() {
    CompletableFuture<Void> done = CompletableFuture.runAsync(() -> proxy.server().drain());
    Eventually.isTrue("the port is closed", () -> !canConnect());
    return done;
  }

  private boolean canConnect() {
    try (RawPeer probe = RawPeer.connect(proxy.port())) {
      return probe.socket().isConnected();
    } catch (RuntimeException refused) {
      return false;
    }
  }

  /** Ends them at once, as their peers would. */
  private void endTheHeldConnections() {
    for (Proxy.Pair pair : held) {
      pair.client().fin();
      pair.service().fin();
    }
  }

  @Test
  void a_kept_alive_connection_has_one_more_answer_that_says_close() throws Exception {
    try (RawPeer client = RawPeer.connect(proxy.port()).send(REQUEST);
        RawPeer accepted = service.accept()) {
      accepted.readHead();
      accepted.send(ANSWER);
      assertThat(client.readHead()).doesNotContainIgnoringCase("connection: close");
      client.read(2);

      CompletableFuture<Void> done = drain();
      client.send(REQUEST);
      accepted.readHead();
      accepted.send(ANSWER);
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("connection: close");
      assertThat(new String(client.readToFin(), java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("ok");
      endTheHeldConnections();
      done.get();
    }
  }

  @Test
  void a_handshake_under_way_becomes_a_connection_and_is_ended_in_the_drain() throws Exception {
    try (RawPeer client = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/late"));
        RawPeer accepted = service.accept()) {
      accepted.readHead();
      CompletableFuture<Void> done = drain();
      accepted.send(RawService.switching(accepted.head()));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      endTheHeldConnections();

      assertThat(client.read(4)).isEqualTo(FrameBytes.from(Sender.SERVICE).close(1001).bytes());
      assertThat(accepted.read(8)[0]).isEqualTo((byte) 0x88);
      client.fin();
      accepted.fin();
      JsonNode event =
          Eventually.get(
              "its close",
              () -> proxy.json("/api/closes").at("/closes/0"),
              close -> close.at("/request/path").asText().equals("/late"));
      assertThat(event.at("/proxyClose/reason").asText()).isEqualTo("drain");
      done.get();
    }
  }

  @Test
  void who_has_connected_but_not_asked_yet_is_still_served() throws Exception {
    try (RawPeer client = RawPeer.connect(proxy.port())) {
      // The second one is accepted behind the first.
      try (RawPeer next = RawPeer.connect(proxy.port()).send(REQUEST);
          RawPeer accepted = service.accept()) {
        accepted.readHead();
        accepted.send(ANSWER);
        next.readHead();
      }
      CompletableFuture<Void> done = drain();
      client.send(proxy.upgradeRequest("/fresh"));
      try (RawPeer accepted = service.acceptWebSocket()) {
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        endTheHeldConnections();
        assertThat(client.read(4)).isEqualTo(FrameBytes.from(Sender.SERVICE).close(1001).bytes());
        client.fin();
        accepted.fin();
      }
      done.get();
    }
  }

  @Test
  void a_handshake_for_which_no_time_is_left_gets_503_and_nobody_who_is_idle_holds_it_up()
      throws Exception {
    try (RawPeer idle = RawPeer.connect(proxy.port()).send(REQUEST);
        RawPeer accepted = service.accept()) {
      accepted.readHead();
      accepted.send(ANSWER);
      idle.readHead();
      idle.read(2);
      try (RawPeer late = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/late"));
          RawPeer silent = service.accept()) {
        silent.readHead();
        CompletableFuture<Void> done = drain();
        assertThat(late.readHead())
            .startsWith("HTTP/1.1 503 ")
            .containsIgnoringCase("retry-after: ")
            .containsIgnoringCase("connection: close");
        assertThat(idle.readToFin()).isEmpty();
        done.get();
      }
    }
  }

  @Test
  void with_idle_connections_alone_it_is_over_at_once() throws Exception {
    endTheHeldConnections();
    proxy.atRest();
    try (RawPeer idle = RawPeer.connect(proxy.port()).send(REQUEST);
        RawPeer accepted = service.accept()) {
      accepted.readHead();
      accepted.send(ANSWER);
      idle.readHead();
      idle.read(2);
      long startNanos = System.nanoTime();
      CompletableFuture<Void> done = CompletableFuture.runAsync(() -> proxy.server().drain());
      assertThat(idle.readToFin()).isEmpty();
      done.get();
      assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
          .isLessThan(Duration.ofSeconds(4));
    }
  }
}
