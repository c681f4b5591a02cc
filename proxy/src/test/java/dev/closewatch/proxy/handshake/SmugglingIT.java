package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
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
        "Host: b",
        "X-A: a\rContent-Length: 34",
        "X-A: a\nContent-Length: 34",
        "X-A: a\0b",
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
        "GET /\u00e9 HTTP/1.1"
      })
  void a_start_line_that_is_not_of_http_1_is_400(String line) {
    RawPeer client = RawPeer.connect(proxy.port());
    client.send(line + "\r\nHost: a\r\n\r\n");

    assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
    client.readToEnd();
    assertNothingReachedTheService();
  }

  @Test
  void a_folded_header_reaches_the_service_on_one_line() {
    RawPeer client = RawPeer.connect(proxy.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n Transfer-Encoding: chunked\r\n\r\n");

    assertThat(service.accept().readHead()).contains("\r\nX-A: 1 Transfer-Encoding: chunked\r\n");
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
