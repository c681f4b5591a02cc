package dev.closewatch.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.HostHeader;
import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.config.UpstreamUrl;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestTransports;
import dev.closewatch.proxy.kit.UnixService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A service behind a Unix socket: all that the relay does, over each transport. */
@Timeout(60)
class UnixSocketIT {
  private static final int MEBIBYTE = 1 << 20;
  private static final int PUSHED_MEBIBYTES = 64;

  private Path directory;
  private Path path;
  private UnixService service;
  private final Proxy.Settings settings = new Proxy.Settings();
  private Proxy proxy;
  private RawPeer client;
  private UnixService.Peer accepted;

  static List<TransportChoice> transports() {
    return TestTransports.available();
  }

  @BeforeEach
  void listen() throws IOException {
    directory = Files.createTempDirectory("cw"); // a short path: it has 107 bytes at most
    path = directory.resolve("s.sock");
    service = new UnixService(path);
  }

  @AfterEach
  void closeAll() throws IOException {
    if (client != null) {
      client.close();
    }
    if (accepted != null) {
      accepted.close();
    }
    if (proxy != null) {
      proxy.close();
    }
    service.close();
    Files.deleteIfExists(path);
    Files.delete(directory);
  }

  private void start(TransportChoice transport) {
    settings.transport = transport;
    proxy = settings.start(List.of(UpstreamUrl.parse("unix:" + path)));
  }

  private void open(TransportChoice transport) {
    start(transport);
    client = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/a?b"));
    accepted = service.acceptWebSocket();
    client.readHead();
  }

  private static FrameBytes fromClient() {
    return FrameBytes.from(Sender.CLIENT);
  }

  private static FrameBytes fromService() {
    return FrameBytes.from(Sender.SERVICE);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void bytes_and_closes_pass_and_the_service_is_named_by_its_path(TransportChoice transport) {
    open(transport);
    byte[] asked = fromClient().text("hello").binaryOf(100_000).close(1000).bytes();
    client.send(asked);
    assertThat(accepted.read(asked.length)).isEqualTo(asked);
    byte[] answered = fromService().binaryOf(100_000).close(1000).bytes();
    accepted.send(answered);
    assertThat(client.read(answered.length)).isEqualTo(answered);
    client.fin();
    accepted.fin();

    JsonNode event = proxy.onlyClose();
    assertThat(event.at("/service/peer").asText()).isEqualTo("unix:" + path);
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertThat(event.get("reply").asText()).isEqualTo("same");
    assertThat(accepted.head())
        .startsWith("GET /a?b HTTP/1.1\r\n")
        .contains("Host: 127.0.0.1:" + proxy.port() + "\r\n");
    assertThat(proxy.metrics().sum("closewatch_upstream_up", "upstream", "unix:" + path))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_half_closed_leg_stays_so_either_way(TransportChoice transport) {
    open(transport);
    byte[] message = fromService().binaryOf(50_000).bytes();
    client.fin();
    assertThat(accepted.readToEnd()).isZero();
    accepted.send(message);
    assertThat(client.read(message.length)).isEqualTo(message);
    accepted.fin();
    assertThat(client.readToFin()).isEmpty();
    assertThat(proxy.onlyClose().at("/tcpEnd/by").asText()).isEqualTo("client");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void the_services_end_is_passed_on_and_the_client_may_go_on_over_epoll(
      TransportChoice transport) {
    open(transport);
    byte[] message = fromClient().binaryOf(50_000).bytes();
    accepted.send(fromService().close(1013).bytes()).fin();
    assertThat(client.readToFin()).hasSize(4);
    if (transport == TransportChoice.EPOLL) {
      client.send(message);
      assertThat(accepted.read(message.length)).isEqualTo(message);
    } else {
      assertThat(accepted.readToEnd()).isZero();
      assertThat(proxy.server().notes()).anyMatch(note -> note.contains("over epoll it does not"));
    }
    client.fin();
    JsonNode event = proxy.onlyClose();
    assertThat(event.get("initiator").asText()).isEqualTo("service");
    assertThat(event.at("/tcpEnd/by").asText()).isEqualTo("service");
    assertThat(event.at("/tcpEnd/how").asText()).isEqualTo("fin");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_slow_client_stops_the_service(TransportChoice transport) throws Exception {
    open(transport);
    byte[] message = fromService().binaryOf(MEBIBYTE - 10).bytes();
    CompletableFuture<Void> pushed =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < PUSHED_MEBIBYTES; i++) {
                accepted.send(message);
              }
            });
    awaitPaused("client");
    assertThat(pushed).isNotDone();
    assertThat(client.read(PUSHED_MEBIBYTES * message.length)).hasSize(PUSHED_MEBIBYTES * MEBIBYTE);
    endWell(pushed);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_slow_service_stops_the_client(TransportChoice transport) throws Exception {
    open(transport);
    byte[] message = fromClient().binaryOf(MEBIBYTE - 14).bytes();
    CompletableFuture<Void> pushed =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < PUSHED_MEBIBYTES; i++) {
                client.send(message);
              }
            });
    awaitPaused("service");
    assertThat(pushed).isNotDone();
    for (int i = 0; i < PUSHED_MEBIBYTES; i++) {
      assertThat(accepted.read(message.length)).isEqualTo(message);
    }
    endWell(pushed);
  }

  private void awaitPaused(String slow) {
    Eventually.isTrue(
        "paused", () -> proxy.metrics().sum("closewatch_paused_connections", "side", slow) == 1);
    assertThat(proxy.metrics().sum("closewatch_relayed_bytes_total")).isLessThan(24.0 * MEBIBYTE);
  }

  private void endWell(CompletableFuture<Void> pushed)
      throws InterruptedException, ExecutionException, TimeoutException {
    pushed.get(10, TimeUnit.SECONDS);
    client.fin();
    accepted.fin();
    Metrics metrics = proxy.atRest();
    assertThat(metrics.sum("closewatch_relayed_bytes_total"))
        .isEqualTo((double) PUSHED_MEBIBYTES * MEBIBYTE);
    assertThat(metrics.sum("closewatch_paused_connections")).isZero();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_clients_reset_ends_the_service_behind_what_was_sent(TransportChoice transport) {
    open(transport);
    byte[] message = fromClient().binaryOf(30_000).bytes();
    client.send(message);
    Eventually.isTrue(
        "read", () -> proxy.metrics().sum("closewatch_relayed_bytes_total") == message.length);
    client.reset();
    assertThat(accepted.readToEnd()).isEqualTo(message.length);
    JsonNode event = proxy.onlyClose();
    assertThat(event.get("initiator").asText()).isEqualTo("none");
    assertThat(event.at("/tcpEnd/by").asText()).isEqualTo("client");
    assertThat(event.at("/tcpEnd/how").asText()).isEqualTo("reset");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_service_that_is_gone_ends_the_client(TransportChoice transport) {
    open(transport);
    byte[] message = fromService().binaryOf(30_000).bytes();
    accepted.send(message);
    client.read(message.length);
    accepted.close();
    assertThat(client.readToEnd().bytes()).isEmpty();
    client.fin();
    JsonNode event = proxy.onlyClose();
    assertThat(event.get("kind").asText()).isEqualTo("abnormal");
    assertThat(event.at("/tcpEnd/by").asText()).isEqualTo("service");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_drain_puts_a_close_in_on_both_legs(TransportChoice transport) throws Exception {
    open(transport);
    CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> proxy.server().drain());
    assertThat(client.read(4)).startsWith(0x88, 2, 0x03, 0xE9);
    assertThat(accepted.read(8)).startsWith(0x88, 0x82);
    accepted.send(fromService().close(1001).bytes());
    client.send(fromClient().close(1001).bytes());
    assertThat(accepted.readToEnd()).isZero();
    assertThat(client.readToFin()).isEmpty();
    drained.get(10, TimeUnit.SECONDS);
  }

  @Test
  void the_transport_that_can_all_of_this_is_chosen() {
    assumeThat(transports()).contains(TransportChoice.EPOLL);
    start(TransportChoice.AUTO);
    assertThat(proxy.server().startLine()).contains(" to unix:" + path + " over epoll;");
    assertThat(proxy.server().notes()).isEmpty();
  }

  @Test
  void a_host_header_of_the_upstream_is_localhost() {
    settings.hostHeader = HostHeader.UPSTREAM;
    open(TransportChoice.AUTO);
    assertThat(RawService.header(accepted.head(), "Host")).isEqualTo("localhost");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_socket_that_is_not_there_is_unreachable_until_it_is(TransportChoice transport)
      throws IOException {
    service.close();
    Files.delete(path);
    start(transport);
    try (RawPeer first = RawPeer.connect(proxy.port()).send(proxy.upgradeRequest("/"))) {
      assertThat(first.readHead()).startsWith("HTTP/1.1 502 ");
    }
    JsonNode event = proxy.newestHandshake();
    assertThat(event.get("outcome").asText()).isEqualTo("unreachable");
    assertThat(event.get("servicePeer").asText()).isEqualTo("unix:" + path);

    service = new UnixService(path);
    Eventually.isTrue("it is back", () -> proxy.metrics().sum("closewatch_upstream_up") == 1);
  }
}
