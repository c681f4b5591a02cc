package dev.closewatch.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.policy.OwnReason;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.CodeMeaning;
import dev.closewatch.proxy.config.HostPattern;
import dev.closewatch.proxy.config.RouteConfig;
import dev.closewatch.proxy.config.UpstreamUrl;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two routes and the rest, each with a service of its own, and who is told what of them. */
class RoutesIT {
  private final RawService chat = new RawService();
  private final RawService feed = new RawService();
  private final RawService rest = new RawService();
  private final Proxy.Settings settings = new Proxy.Settings();
  private Proxy proxy;

  @BeforeEach
  void twoRoutes() {
    settings.routes =
        List.of(
            route(
                "chat",
                "chat.example.com",
                "/",
                chat,
                "slow down there",
                "4001=banned",
                "logged in elsewhere"),
            route("feed", "", "/feed", feed, "no such feed", "4001=request", "no such page"));
  }

  private static RouteConfig route(
      String name,
      String host,
      String path,
      RawService service,
      String words,
      String code,
      String meaning) {
    return new RouteConfig(
        name,
        Stream.of(host).filter(h -> !h.isEmpty()).map(HostPattern::parse).toList(),
        path,
        List.of(url(service)),
        List.of(new OwnReason(words, PolicyCause.QUOTA)),
        List.of(code),
        List.of(new CodeMeaning(4002, meaning)));
  }

  private static UpstreamUrl url(RawService service) {
    return UpstreamUrl.parse("http://127.0.0.1:" + service.port());
  }

  @AfterEach
  void closeAll() {
    proxy.close();
    Stream.of(chat, feed, rest).forEach(RawService::close);
  }

  private void startWithRest() {
    proxy = settings.start(rest.port());
  }

  private String request(String host, String path) {
    return proxy.upgradeRequest(path).replace("127.0.0.1:" + proxy.port(), host);
  }

  private RawPeer open(String host, String path, RawService service) {
    RawPeer client = RawPeer.connect(proxy.port()).send(request(host, path));
    try (RawPeer accepted = service.acceptWebSocket()) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      client.send(FrameBytes.from(Sender.CLIENT).close(1000).bytes());
      accepted.read(8);
      client.fin();
    }
    return client;
  }

  @Test
  void each_request_goes_to_the_service_of_its_route_and_is_counted_there() {
    startWithRest();
    open("CHAT.example.com:99", "/feed", chat).close();
    open("other.test", "/feed/7?x", feed).close();
    open("other.test", "/feeder", rest).close();
    open("other.test", "/", rest).close();

    Metrics metrics = proxy.atRest();
    for (String metric :
        List.of("closewatch_connections_opened_total", "closewatch_closes_total")) {
      assertThat(metrics.sum(metric, "route", "chat")).isEqualTo(1);
      assertThat(metrics.sum(metric, "route", "feed")).isEqualTo(1);
      assertThat(metrics.sum(metric, "route", "default")).isEqualTo(2);
    }
    assertThat(metrics.sum("closewatch_unaccounted_connections")).isZero();
    proxy.closes(4);
    JsonNode ofFeed = proxy.json("/api/closes?route=feed").get("closes");
    assertThat(ofFeed).hasSize(1);
    assertThat(ofFeed.get(0).at("/request/path").asText()).isEqualTo("/feed/7");
    assertThat(ofFeed.get(0).at("/service/peer").asText()).isEqualTo(url(feed).authority());
  }

  @Test
  void open_connections_say_their_route() {
    startWithRest();
    try (RawPeer client = RawPeer.connect(proxy.port()).send(request("chat.example.com", "/"));
        RawPeer accepted = chat.acceptWebSocket()) {
      client.readHead();
      JsonNode open =
          Eventually.get(
              "a connection",
              () -> proxy.json("/api/connections").at("/connections/0"),
              node -> !node.isMissingNode());
      assertThat(open.get("route").asText()).isEqualTo("chat");
      assertThat(accepted.head()).contains("Host: chat.example.com\r\n");
    }
  }

  @Test
  void the_same_close_means_what_its_route_says() {
    startWithRest();
    closeOn("chat.example.com", "/", chat, 1008, "slow down there, friend");
    closeOn("other.test", "/feed", feed, 1008, "slow down there, friend");
    closeOn("chat.example.com", "/", chat, 4001, "");
    closeOn("other.test", "/feed", feed, 4001, "");
    closeOn("other.test", "/", rest, 4001, "");
    proxy.closes(5);

    assertThat(causes("chat")).containsExactly("banned", "quota");
    assertThat(causes("feed")).containsExactly("request", "rate");
    assertThat(causes("default")).containsExactly("");
    assertThat(proxy.metrics().sum("closewatch_policy_closes_total", "route", "default")).isZero();
  }

  @Test
  void a_code_of_the_services_own_is_explained_in_the_words_of_its_route() {
    startWithRest();
    closeOn("chat.example.com", "/", chat, 4002, "");
    closeOn("other.test", "/feed", feed, 4002, "");
    closeOn("other.test", "/", rest, 4002, "");

    assertThat(explanation("chat")).contains("4002, which here means: logged in elsewhere");
    assertThat(explanation("feed")).contains("4002, which here means: no such page");
    assertThat(explanation("default")).contains("4002, a code of the application's own");
  }

  private String explanation(String route) {
    return proxy.json("/api/closes?route=" + route).at("/closes/0/explanation").asText();
  }

  private List<String> causes(String route) {
    JsonNode closes = proxy.json("/api/closes?route=" + route).get("closes");
    return closes.findValuesAsText("kind").isEmpty()
        ? List.of()
        : Stream.iterate(0, i -> i < closes.size(), i -> i + 1)
            .map(i -> closes.get(i).at("/policy/cause").asText(""))
            .toList();
  }

  private void closeOn(String host, String path, RawService service, int code, String reason) {
    int before = proxy.json("/api/closes").get("closes").size();
    try (RawPeer client = RawPeer.connect(proxy.port()).send(request(host, path));
        RawPeer accepted = service.acceptWebSocket()) {
      client.readHead();
      accepted.send(FrameBytes.from(Sender.SERVICE).close(code, reason).bytes()).fin();
      client.readToFin();
    }
    proxy.closes(before + 1);
  }

  @Test
  void requests_of_one_client_go_to_different_services_one_after_the_other() {
    startWithRest();
    try (RawPeer client = RawPeer.connect(proxy.port())) {
      client.send("GET /feed HTTP/1.1\r\nHost: a.test\r\n\r\n");
      RawPeer ofFeed = answer(feed.accept(), "feed");
      assertThat(body(client)).isEqualTo("feed");
      client.send("GET / HTTP/1.1\r\nHost: chat.example.com\r\n\r\n");
      RawPeer ofChat = answer(chat.accept(), "chat");
      assertThat(body(client)).isEqualTo("chat");
      assertThat(ofFeed.readToEnd().bytes()).isEmpty(); // the leg is not kept for another route
      client.send("GET /x HTTP/1.1\r\nHost: chat.example.com\r\n\r\n");
      answer(ofChat, "more");
      assertThat(body(client)).isEqualTo("more");
      client.send("GET /feed/2 HTTP/1.1\r\nHost: a.test\r\n\r\n");
      answer(feed.accept(), "last");
      assertThat(body(client)).isEqualTo("last");
    }
    Metrics metrics = proxy.metrics();
    assertThat(metrics.sum("closewatch_http_requests_total", "route", "feed")).isEqualTo(2);
    assertThat(metrics.sum("closewatch_http_requests_total", "route", "chat")).isEqualTo(2);
  }

  @Test
  void requests_sent_at_once_are_answered_in_their_order_by_their_services() {
    startWithRest();
    try (RawPeer client = RawPeer.connect(proxy.port())) {
      client.send(
          "GET /feed HTTP/1.1\r\nHost: a.test\r\n\r\nGET /1 HTTP/1.1\r\nHost: a.test\r\n\r\n"
              + request("chat.example.com", "/"));
      answer(feed.accept(), "one");
      assertThat(body(client)).isEqualTo("one");
      answer(rest.accept(), "two");
      assertThat(body(client)).isEqualTo("two");
      try (RawPeer accepted = chat.acceptWebSocket()) {
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        assertThat(accepted.head()).startsWith("GET / HTTP/1.1");
      }
    }
  }

  private static RawPeer answer(RawPeer service, String body) {
    service.readHead();
    return service.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  private static String body(RawPeer client) {
    String head = client.readHead();
    assertThat(head).startsWith("HTTP/1.1 200 ");
    return new String(
        client.read(Integer.parseInt(RawService.header(head, "Content-Length"))), ISO_8859_1);
  }

  @Test
  void a_request_that_no_route_takes_is_404_under_the_default() {
    proxy = settings.start();
    try (RawPeer client = RawPeer.connect(proxy.port()).send(request("other.test", "/"))) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 404 ");
      client.readToFin();
    }
    JsonNode event = proxy.newestHandshake();
    assertThat(event.get("outcome").asText()).isEqualTo("bad_request");
    assertThat(event.get("status").asInt()).isEqualTo(404);
    assertThat(event.get("route").asText()).isEqualTo("default");
    Metrics metrics = proxy.metrics();
    assertThat(metrics.sum("closewatch_handshakes_total")).isEqualTo(1);
    assertThat(
            metrics.sum(
                "closewatch_handshakes_total",
                "route",
                "default",
                "outcome",
                "bad_request",
                "status",
                "404"))
        .isEqualTo(1);
    assertThat(metrics.sum("closewatch_unaccounted_connections")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/feed/../chat, other.test",
    "/feed/%2e%2e/chat, other.test",
    "http://chat.example.com/, other.test",
  })
  void a_request_that_a_service_could_read_as_another_routes_is_400(String target, String host) {
    startWithRest();
    try (RawPeer client = RawPeer.connect(proxy.port()).send(request(host, target))) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
      client.readToFin();
    }
    assertThat(proxy.newestHandshake().get("route").asText()).isEqualTo("default");
  }

  @Test
  void a_head_that_cannot_be_read_is_counted_under_the_default() {
    proxy = settings.start();
    try (RawPeer client = RawPeer.connect(proxy.port()).send("nonsense\r\n\r\n")) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
    }
    assertThat(proxy.newestHandshake().get("route").asText()).isEqualTo("default");
  }

  @Test
  void plain_http_that_no_route_takes_is_404_too() {
    proxy = settings.start();
    try (RawPeer client = RawPeer.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 404 ");
    }
    Metrics metrics = proxy.metrics();
    assertThat(
            metrics.sum(
                "closewatch_http_requests_total", "route", "default", "status_class", "4xx"))
        .isEqualTo(1);
  }
}
