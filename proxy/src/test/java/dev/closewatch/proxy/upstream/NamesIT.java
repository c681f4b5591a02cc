package dev.closewatch.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.UpstreamUrl;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.NameServer;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An upstream that is given by name, whose addresses change while the proxy runs. */
class NamesIT {
  private static final String NAME = "service.closewatch.test";

  private final NameServer names = new NameServer();
  private final List<At> services = new ArrayList<>();
  private final List<RawPeer> clients = new ArrayList<>();
  private final Proxy.Settings settings = new Proxy.Settings();
  private final At one = at("127.0.0.11", 0);
  private final At two = at("127.0.0.12", one.port());
  private Proxy proxy;

  /** Upgrades whoever comes to one address of the loopback. */
  private static final class At implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket();
    private final AtomicInteger opened = new AtomicInteger();

    At(String address, int port) throws IOException {
      listener.bind(new InetSocketAddress(InetAddress.getByName(address), port));
      Thread thread = new Thread(this::run, "service-at-" + address);
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return listener.getLocalPort();
    }

    private void run() {
      try {
        while (true) {
          upgrade(new RawPeer(listener.accept()));
        }
      } catch (IOException closed) {
        // the test has ended
      }
    }

    private void upgrade(RawPeer peer) {
      try {
        String request = peer.readHead();
        opened.incrementAndGet();
        peer.send(RawService.switching(request));
      } catch (UncheckedIOException probe) {
        peer.close(); // it only wanted to see whether somebody is there
      }
    }

    @Override
    public void close() {
      try {
        listener.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private At at(String address, int port) {
    try {
      At service = new At(address, port);
      services.add(service);
      return service;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void closeAll() {
    clients.forEach(RawPeer::close);
    if (proxy != null) {
      proxy.close();
    }
    services.forEach(At::close);
    names.close();
  }

  private void start() {
    settings.dnsServers = List.of(new HostPort("127.0.0.1", names.port()));
    proxy = settings.start(List.of(UpstreamUrl.parse("http://" + NAME + ":" + one.port())));
  }

  /** Returns the status line. */
  private String open() {
    RawPeer client = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/"));
    clients.add(client);
    return client.readHead().lines().findFirst().orElse("");
  }

  @Test
  void a_new_connection_goes_where_the_name_leads_now() {
    names.answer(0, "127.0.0.11");
    start();
    assertThat(open()).contains("101");
    assertThat(one.opened).hasValue(1);

    names.answer(0, "127.0.0.12");
    Eventually.get(
        "connections to the other address",
        () -> {
          assertThat(open()).contains("101");
          return two.opened.get();
        },
        opened -> opened > 0);
    int before = one.opened.get();
    for (int i = 0; i < 5; i++) {
      assertThat(open()).contains("101");
    }
    assertThat(one.opened).hasValue(before);
    assertThat(proxy.json("/api/connections").at("/connections/0/service/peer").asText())
        .isEqualTo(NAME + ":" + one.port());
  }

  @Test
  void an_answer_is_kept_as_long_as_it_says() {
    names.answer(60, "127.0.0.11");
    start();
    for (int i = 0; i < 10; i++) {
      assertThat(open()).contains("101");
    }
    assertThat(names.questions()).isLessThanOrEqualTo(2); // each loop may ask
    assertThat(one.opened).hasValue(10);
  }

  @Test
  void connections_are_spread_over_all_addresses_of_a_name() {
    names.answer(60, "127.0.0.11", "127.0.0.12");
    start();
    for (int i = 0; i < 20; i++) {
      assertThat(open()).contains("101");
    }
    assertThat(one.opened.get()).isBetween(8, 12);
    assertThat(one.opened.get() + two.opened.get()).isEqualTo(20);
  }

  @Test
  void no_client_notices_that_one_of_a_names_addresses_is_dead() {
    names.answer(60, "127.0.0.11", "127.0.0.13", "127.0.0.14");
    start();
    for (int i = 0; i < 8; i++) {
      assertThat(open()).contains("101");
    }
    assertThat(one.opened).hasValue(8);
  }

  @Test
  void a_name_that_is_no_more_is_unreachable_at_once() {
    names.answer(0, "127.0.0.11");
    start();
    assertThat(open()).contains("101");
    names.forget();

    Eventually.get("no upgrade any more", this::open, line -> line.contains("502"));
    assertThat(proxy.newestHandshake().get("outcome").asText()).isEqualTo("unreachable");
    assertThat(proxy.metrics().sum("closewatch_upstream_up")).isZero();
    int before = names.questions();
    for (int i = 0; i < 20; i++) {
      assertThat(open()).contains("502"); // on each loop, though it has been there before
    }
    assertThat(names.questions() - before).isLessThan(10);

    names.answer(0, "127.0.0.12");
    Eventually.get("an upgrade again", this::open, line -> line.contains("101"));
  }

  @Test
  void the_last_addresses_are_used_while_the_name_server_fails_or_is_silent() {
    settings.connectTimeout = Duration.ofMillis(500);
    names.answer(0, "127.0.0.11");
    start();
    assertThat(open()).contains("101");

    names.fail();
    Eventually.get("a question that fails", names::questions, asked -> asked > 1 || asks());
    assertThat(open()).contains("101");
    names.fallSilent();
    for (int i = 0; i < 10; i++) {
      assertThat(open()).contains("101");
    }
  }

  private boolean asks() {
    assertThat(open()).contains("101");
    return false;
  }

  @Test
  void a_name_that_was_never_answered_is_unreachable() {
    settings.connectTimeout = Duration.ofMillis(300);
    names.fallSilent();
    start();
    assertThat(open()).contains("502");
  }
}
