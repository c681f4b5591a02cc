package dev.closewatch.proxy.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipe of docs/operations.md for an nginx in front: closewatch dies, and users hardly see.
 */
@Tag("nginx")
class BypassIT {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Pattern UPSTREAM = Pattern.compile("(?s)    upstream chat \\{.*?\n    }\n");
  private static final Pattern LOCATION =
      Pattern.compile("(?s)        location / \\{.*?\n        }\n");
  private static final Pattern MAP = Pattern.compile("    map [^\n]*\n");
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

  @TempDir Path directory;

  @Test
  void after_kill_9_new_connections_take_the_other_way_within_two_seconds() throws Exception {
    int front = freePort();
    try (RawService service = new RawService();
        Launched closewatch = Launched.command(Map.of(), Launched.proxy(service.port()))) {
      int port = closewatch.ports().relay();
      try (Launched nginx = nginx(front, Integer.toString(port), service.port());
          RawPeer through = connected(front)) {
        assertThat(throughHead(through, service)).contains("X-Forwarded-Host");

        closewatch.signal("KILL");
        long killedNanos = System.nanoTime();
        assertThat(through.readToEnd().bytes()).isEmpty(); // what was open has ended with it
        for (int i = 0; i < 20; i++) {
          try (RawPeer around = connected(front)) {
            assertThat(throughHead(around, service)).doesNotContain("X-Forwarded-Host");
          }
        }
        assertThat(System.nanoTime() - killedNanos).isLessThan(LIMIT.toNanos());
        assertThat(nginx.isAlive()).isTrue();
      }
    }
  }

  /** Opens a WebSocket, and returns the request as the service got it. */
  private static String throughHead(RawPeer client, RawService service) {
    client.send(REQUEST);
    RawPeer accepted = service.acceptWebSocket();
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    return accepted.head();
  }

  private static RawPeer connected(int port) {
    return Eventually.get(
        "nginx listens",
        () -> {
          try {
            return RawPeer.connect(port);
          } catch (UncheckedIOException e) {
            return null;
          }
        },
        peer -> peer != null);
  }

  /** Starts it with the very lines of the page, but for the addresses. */
  private Launched nginx(int front, String closewatch, int service) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "operations.md"));
    String upstream =
        first(UPSTREAM, page)
            .replace("10.0.1.5:8080", "127.0.0.1:" + closewatch)
            .replace("10.0.2.7:9000", "127.0.0.1:" + service);
    String config =
        "daemon off; master_process off; pid nginx.pid; error_log stderr warn;\n"
            + "events { worker_connections 256; }\n"
            + "http {\n    access_log off;\n"
            + "    client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp;\n"
            + "    uwsgi_temp_path tmp; scgi_temp_path tmp;\n"
            + upstream
            + first(MAP, page)
            + "    server {\n        listen 127.0.0.1:"
            + front
            + ";\n"
            + first(LOCATION, page)
            + "    }\n}\n";
    Path file = Files.writeString(directory.resolve("nginx.conf"), config);
    return Launched.command(
        Map.of(), List.of("nginx", "-p", directory.toString(), "-c", file.toString()));
  }

  private static String first(Pattern pattern, String page) {
    Matcher matcher = pattern.matcher(page);
    assertThat(matcher.find()).as("%s in docs/operations.md", pattern).isTrue();
    return matcher.group();
  }

  /** nginx cannot be asked which port it was given. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
