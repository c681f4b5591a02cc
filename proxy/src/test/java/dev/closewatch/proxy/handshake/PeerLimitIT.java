package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.peer.RuleSettings;
import dev.closewatch.proxy.config.PeerBy;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One peer has no more connections than it may, whatever becomes of them. */
class PeerLimitIT {
  private static final int MOST = 3;

  private final Proxy.Settings settings = new Proxy.Settings();
  private final List<RawPeer> opened = new ArrayList<>();
  private RawService service;
  private Proxy proxy;

  @BeforeEach
  void start() {
    service = new RawService();
    settings.maxConnectionsPerPeer = MOST;
    proxy = settings.start(service.port());
  }

  @AfterEach
  void stop() {
    opened.forEach(RawPeer::close);
    proxy.close();
    service.close();
  }

  private RawPeer ask(String address, String... headers) {
    RawPeer client = RawPeer.connectFrom(address, proxy.port());
    opened.add(client);
    return client.send(proxy.upgradeRequest("/", headers));
  }

  private RawPeer open(String address, String... headers) {
    RawPeer client = ask(address, headers);
    opened.add(service.acceptWebSocket());
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  private void assertRefused(RawPeer client) {
    assertThat(client.readHead())
        .startsWith("HTTP/1.1 429 ")
        .containsIgnoringCase("\r\nRetry-After: ");
    assertThat(new String(client.readToFin(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("closewatch: too many connections of this client\n");
  }

  /** Frees places one after the other: the count follows when the proxy has seen it. */
  private RawPeer openWhenThereIsRoom(String address) {
    return Eventually.get(
        "room for one more",
        () -> {
          RawPeer client = ask(address);
          if (proxyAsksTheService(client)) {
            return client;
          }
          client.close();
          return null;
        },
        client -> client != null);
  }

  private boolean proxyAsksTheService(RawPeer client) {
    if (!service.isConnectedTo(200)) {
      assertRefused(client);
      return false;
    }
    opened.add(service.acceptWebSocket());
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    return true;
  }

  @Test
  void one_too_many_is_429_and_others_are_not_concerned() {
    for (int i = 0; i < MOST; i++) {
      open("127.0.0.2");
    }
    assertRefused(ask("127.0.0.2"));
    open("127.0.0.3");

    assertThat(proxy.metrics().sum("closewatch_limit_hits_total", "limit", "connections_per_peer"))
        .isEqualTo(1);
    assertThat(
            proxy
                .metrics()
                .sum("closewatch_handshakes_total", "outcome", "over_limit", "status", "429"))
        .isEqualTo(1);
  }

  @Test
  void a_handshake_under_way_counts_and_a_plain_request_does_not() {
    for (int i = 0; i < MOST; i++) {
      ask("127.0.0.2");
      opened.add(service.accept());
    }
    assertRefused(ask("127.0.0.2"));
    RawPeer plain = RawPeer.connectFrom("127.0.0.2", proxy.port());
    opened.add(plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    RawPeer asked = service.accept();
    opened.add(asked);
    assertThat(asked.readHead()).startsWith("GET / ");
  }

  @Test
  void peers_are_told_apart_as_they_are_for_rules() {
    proxy.close();
    settings.watch =
        new WatchConfig(
            new PeerBy(PeerBy.Source.COOKIE, "user"),
            Optional.empty(),
            List.of(),
            RuleSettings.DEFAULTS,
            false,
            List.of(),
            WatchConfig.DEFAULTS.policyCodes(),
            List.of());
    proxy = settings.start(service.port());
    for (int i = 0; i < MOST; i++) {
      open("127.0.0." + (2 + i), "Cookie: user=ann");
    }
    assertRefused(ask("127.0.0.9", "Cookie: user=ann"));
    open("127.0.0.2", "Cookie: user=bob");
  }

  @Test
  void after_any_ends_exactly_as_many_fit_again() {
    Random random = new Random(6);
    for (int i = 0; i < 60; i++) {
      RawPeer client = ask("127.0.0.2");
      if (!service.isConnectedTo(300)) {
        client.close(); // refused, or too early for what was freed before
        continue;
      }
      RawPeer accepted = service.accept();
      accepted.readHead();
      switch (random.nextInt(7)) {
        case 0 -> client.reset(); // before the answer
        case 1 -> client.close();
        case 2 -> accepted.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        case 3 -> accepted.send("HTTP/1.1 101 Wrong\r\n\r\n");
        case 4 -> accepted.reset();
        case 5 -> {
          accepted.send(RawService.switching(accepted.head()));
          client.readHead();
          client.reset();
        }
        default -> {
          accepted.send(RawService.switching(accepted.head()));
          client.readHead();
          accepted.close();
        }
      }
      client.close();
      accepted.close();
    }
    for (int i = 0; i < MOST; i++) {
      openWhenThereIsRoom("127.0.0.2");
    }
    assertRefused(ask("127.0.0.2"));
  }
}
