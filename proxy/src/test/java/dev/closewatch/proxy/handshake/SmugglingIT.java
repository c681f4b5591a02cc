package dev.closewatch.proxy.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two readers could take for different ones (RFC 9112 section 11.2). */
class SmugglingIT {
  private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

  private RawService service;
  private Proxy proxy;

  @BeforeEach
  void start() {
    service = new RawService();
    proxy = Proxy.inFrontOf(service.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
    service.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 6",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5, 5",
        "Content-Length: 5\r\nCONTENT-LENGTH: 5",
        "Content-Length: 5\r\n 6",
        "Content-Length: 99999999999999999999",
        "Content-Length:",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length: -1",
        "Content-Length : 5",
        "Content-Length: 34\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 34",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: \u000bchunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: chunked\r\n identity",
        "X-A: 1\r\n Transfer-Encoding: chunked",
        "X-A: 1\r\n\tTransfer-Encoding: chunked",
        "X-A:\r\n 1",
        " X-A: 1",
        "X-A: 1\r\n ",
        "X-A : 1",
        "X A: 1",
        ": 1",
        "X-A",
        "Host: b",
        "Host: a",
        "X-A: a\rContent-Length: 34",
        "X-A: a\nContent-Length: 34",
        "X-A: a\0b",
        "X-A: a\r\rX-B: b",
        "X-A: a\r",
      })
  void a_head_of_two_meanings_is_400_and_reaches_no_service(String headers) {
    RawPeer client = RawPeer.connect(proxy.port());
    client.send("POST /p HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n\r\n0\r\n\r\n" + HIDDEN);

    assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
    client.readToEnd();
    assertNothingReachedTheService();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/2.0",
        "GET / HTTP/1.9",
        "GET / HTTP/0.9",
        "GET /\u0001 HTTP/1.1",
        "GET /\u00e9 HTTP/1.1",
        "GET / HTTP/1.1\nX-A: a",
        "GET / HTTP/1.1\rX-A: a",
        "GET /\rX HTTP/1.1",
        "GET /a b HTTP/1.1",
      })
  void a_start_line_that_is_not_of_http_1_is_400(String line) {
    RawPeer client = RawPeer.connect(proxy.port());
    client.send(line + "\r\nHost: a\r\n\r\n");

    assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
    client.readToEnd();
    assertNothingReachedTheService();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://b/ HTTP/1.1\r\nHost: a",
        "GET http://a:81/ HTTP/1.1\r\nHost: a",
        "GET http://u@a/ HTTP/1.1\r\nHost: a",
        "GET http://a#b/ HTTP/1.1\r\nHost: a",
        "GET ftp://a/ HTTP/1.1\r\nHost: a",
        "GET file:///etc/passwd HTTP/1.1\r\nHost: a",
        "GET a:80 HTTP/1.1\r\nHost: a",
        "GET @b/ HTTP/1.1\r\nHost: a",
        "GET * HTTP/1.1\r\nHost: a",
        "CONNECT b:443 HTTP/1.1\r\nHost: b:443",
        "CONNECT / HTTP/1.1\r\nHost: a",
        "GET / HTTP/1.1\r\nHost: a, b",
        "GET / HTTP/1.1\r\nHost: a/b",
        "GET / HTTP/1.1\r\nHost: a b",
        "GET / HTTP/1.1\r\nHost: u@a",
        "GET / HTTP/1.1\r\nHost: a:x",
        "GET / HTTP/1.1\r\nHost: [a",
        "GET / HTTP/1.1\r\nX-Host: a",
      })
  void a_request_that_names_no_host_or_two_is_400(String head) {
    RawPeer client = RawPeer.connect(proxy.port());
    client.send(head + "\r\n\r\n");

    assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
    client.readToEnd();
    assertNothingReachedTheService();
  }

  @Test
  void whatever_host_is_named_only_the_upstream_is_connected_to() {
    try (RawService elsewhere = new RawService()) {
      String other = "127.0.0.1:" + elsewhere.port();
      for (String head :
          List.of(
              "GET http://" + other + "/ HTTP/1.1\r\nHost: " + other,
              "GET / HTTP/1.1\r\nHost: " + other + "\r\nX-Forwarded-Host: " + other,
              "GET / HTTP/1.0\r\nForwarded: host=" + other)) {
        RawPeer client = RawPeer.connect(proxy.port()).send(head + "\r\n\r\n");
        RawPeer asked = service.accept();
        assertThat(asked.readHead()).startsWith(head.lines().findFirst().orElseThrow());
        asked.close();
        client.close();
      }
      elsewhere.assertNobodyConnected();
    }
  }

  @Test
  void a_folded_header_is_400_wherever_its_bytes_are_cut() {
    String head = "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n b\r\n\r\n";
    for (int cut = 1; cut < head.length(); cut++) {
      try (RawPeer client = RawPeer.connect(proxy.port())) {
        client.send(head.substring(0, cut)).send(head.substring(cut));
        assertThat(client.readHead()).as("cut at %s", cut).startsWith("HTTP/1.1 400 ");
      }
    }
    assertNothingReachedTheService();
  }

  @Test
  void a_body_may_hold_what_would_be_a_fold_in_a_head() {
    String body = "a\r\n b\r\n\tc\n";
    RawPeer client = RawPeer.connect(proxy.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n");
    client.send(body).send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    RawPeer asked = service.accept();
    asked.readHead();
    assertThat(new String(asked.read(body.length()), ISO_8859_1)).isEqualTo(body);
    asked.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertThat(asked.readHead()).startsWith("GET /next ");
    asked.close();
    client.close();
  }

  @Test
  void a_folded_trailer_ends_the_connection_and_what_follows_is_no_request() {
    RawPeer client = RawPeer.connect(proxy.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    RawPeer asked = service.accept();
    asked.readHead();
    client.send("1\r\nx\r\n0\r\nX-A: 1\r\n b\r\n\r\n" + HIDDEN);
    assertThat(new String(asked.readToEnd().bytes(), ISO_8859_1)).doesNotContain("hidden", "X-A");
    asked.close();
    client.close();
  }

  /** Tunnels that a client could use to speak to the service past us, were they believed in. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching Protocols\r\n",
        "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
        "HTTP/1.1 101 OK\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
        "HTTP/1.0 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
        "HTTP/2.1 204 No Content\r\n",
        "HTTP/0.9 200 OK\r\n",
        "HTTP/3.0 101 Switching Protocols\r\n",
      })
  void behind_an_answer_that_is_no_real_101_the_clients_bytes_are_no_request(String answer) {
    RawPeer client = RawPeer.connect(proxy.port());
    client.send(proxy.upgradeRequest("/") + HIDDEN);
    RawPeer asked = service.accept();
    asked.readHead();
    asked.send(answer + "\r\n");

    assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
    assertThat(asked.readToEnd().bytes()).isEmpty();
    assertThat(proxy.metrics().sum("closewatch_handshakes_total", "outcome", "bad_response"))
        .isEqualTo(1);
    asked.close();
    client.close();
  }

  @Test
  void an_upgrade_of_a_wrong_version_stays_http_when_the_service_says_so() {
    RawPeer client = RawPeer.connect(proxy.port());
    String wrong = proxy.upgradeRequest("/").replace("Version: 13", "Version: 1337");
    client.send(wrong + HIDDEN);
    RawPeer asked = service.accept();
    asked.readHead();
    asked.send("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n");

    assertThat(client.readHead()).startsWith("HTTP/1.1 426 ");
    // The proxy reads what follows as the next request, by its own rules.
    assertThat(asked.readHead()).startsWith("GET /hidden ").contains("X-Forwarded-For: 127.0.0.1");
    asked.close();
    client.close();
  }

  /** The first that comes to it is what is sent now. */
  private void assertNothingReachedTheService() {
    RawPeer client = RawPeer.connect(proxy.port());
    client.send("GET /harmless HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(service.accept().readHead()).startsWith("GET /harmless ");
    client.close();
  }
}
