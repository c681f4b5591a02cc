package dev.closewatch.proxy.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestTransports;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged command where it may open only few files, and is told to take many connections. */
@Timeout(120)
class NoDescriptorsIT {
  private static final int DESCRIPTORS = 150;
  private static final int SILENT_CLIENTS = 150;
  private static final int CLIENTS = 50;
  private static final byte[] HELLO = FrameBytes.from(Sender.CLIENT).text("hello").bytes();
  private static final byte[] BYE = FrameBytes.from(Sender.CLIENT).close(1000).bytes();
  private static final byte[] BYE_TOO = FrameBytes.from(Sender.SERVICE).close(1000).bytes();

  static List<TransportChoice> transports() {
    return TestTransports.available();
  }

  private final Queue<RawPeer> accepted = new ConcurrentLinkedQueue<>();
  private final List<RawPeer> clients = new ArrayList<>();
  private volatile boolean ended;

  @ParameterizedTest
  @MethodSource("transports")
  void accepting_pauses_and_goes_on_and_what_is_open_stays_so(TransportChoice transport) {
    try (RawService service = new RawService();
        Launched process = start(service, transport)) {
      Launched.Ports ports = process.ports();
      int port = ports.relay();
      int admin = ports.admin();
      acceptAll(service);
      RawPeer first = open(port);
      RawPeer firstService = accepted.element();
      RawPeer scraper = RawPeer.connect(admin);
      scrape(scraper);

      for (int i = 0; i < SILENT_CLIENTS; i++) {
        clients.add(RawPeer.connect(port));
      }
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(RawPeer.connect(port).send(request()));
      }
      Eventually.get(
          "no descriptor is left",
          () -> scrape(scraper).sum("process_open_fds"),
          open -> open == DESCRIPTORS);
      assertThat(process.errorLine(line -> line.contains("no connection is accepted")))
          .isNotEmpty();
      first.send(HELLO);
      assertThat(firstService.read(HELLO.length)).as("what is open goes on").isEqualTo(HELLO);
      assertThat(scrape(scraper).unaccounted()).isZero();

      clients.forEach(RawPeer::close);
      Eventually.get(
          "only the first is left",
          () -> {
            accepted.stream().skip(1).forEach(RawPeer::close); // else they stay half-closed
            return scrape(scraper).sum("closewatch_connections_active");
          },
          active -> active == 1);
      Eventually.isTrue("a new client is served", () -> served(port));
      try (RawPeer another = RawPeer.connect(admin)) {
        assertThat(scrape(another).unaccounted()).as("a new scraper is, too").isZero();
      }
      first.send(BYE);
      assertThat(firstService.read(BYE.length)).isEqualTo(BYE);
      firstService.send(BYE_TOO).fin();
      assertThat(first.readToFin()).isEqualTo(BYE_TOO);
      first.close();

      process.terminate();
      Launched.Result result = process.result();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err().stream().filter(line -> line.contains("no connection is accepted")))
          .hasSize(1)
          .allMatch(line -> line.endsWith("Too many open files"));
      assertThat(result.err())
          .as("a service that could not be asked is not said to be gone")
          .noneMatch(line -> line.contains("cannot be reached"));
      assertThat(result.err())
          .as("lines, and no stack trace")
          .noneMatch(line -> line.startsWith("\tat ") || line.startsWith("java."));
    } finally {
      ended = true;
      clients.forEach(RawPeer::close);
      accepted.forEach(RawPeer::close);
    }
  }

  private static Launched start(RawService service, TransportChoice transport) {
    return Launched.command(
        Map.of(),
        List.of(
            "sh",
            "-c",
            "ulimit -n " + DESCRIPTORS + "; exec \"$0\" \"$@\"",
            Launched.LAUNCHER.toString(),
            "proxy",
            "--transport",
            transport.name().toLowerCase(Locale.ROOT),
            "--max-connections",
            "10000",
            "--upstream",
            "http://127.0.0.1:" + service.port(),
            "--listen",
            "127.0.0.1:0",
            "--admin",
            "127.0.0.1:0",
            "--drain-time",
            "1s"));
  }

  private void acceptAll(RawService service) {
    Thread thread =
        new Thread(
            () -> {
              while (!ended) {
                try {
                  answer(service.accept());
                } catch (UncheckedIOException e) {
                  // nobody has come for a while, or the test has ended
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void answer(RawPeer peer) {
    try {
      peer.readHead();
      accepted.add(peer.send(RawService.switching(peer.head())));
    } catch (UncheckedIOException e) {
      peer.close(); // its client has left
    }
  }

  private static String request() {
    return "GET /x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  }

  private static RawPeer open(int port) {
    RawPeer client = RawPeer.connect(port).send(request());
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  private static boolean served(int port) {
    try (RawPeer client = RawPeer.connect(port).send(request())) {
      return client.readHead().startsWith("HTTP/1.1 101 ");
    } catch (UncheckedIOException e) {
      assertThat(e.getCause()).isNotInstanceOf(SocketTimeoutException.class);
      return false;
    }
  }

  /** Over a connection that stays: a new one might find no descriptor. */
  private static Metrics scrape(RawPeer scraper) {
    scraper.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    String head = scraper.readHead();
    assertThat(head).startsWith("HTTP/1.1 200 ");
    int length = Integer.parseInt(RawService.header(head, "Content-Length"));
    return new Metrics(new String(scraper.read(length), UTF_8));
  }
}
