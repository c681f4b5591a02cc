package dev.closewatch.proxy.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system on which nothing can be written, as a hardened container has it. */
class NothingWritableIT {
  private static final Pattern START_LINE =
      Pattern.compile("closewatch \\S+ listening on 127\\.0\\.0\\.1:(\\d+), .* over nio; .*");

  @TempDir Path directory;

  @Test
  void without_a_place_for_the_native_library_the_proxy_relays_over_nio() throws Exception {
    try (RawService service = new RawService();
        Launched proxy = start(service.port(), aFileForADirectory())) {
      Matcher line = START_LINE.matcher(proxy.line(text -> text.contains(" listening on ")));
      assertThat(line.matches()).as("over nio: %s", line).isTrue();

      RawPeer client = RawPeer.connect(Integer.parseInt(line.group(1)));
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<RawPeer> accepted = thread.submit(() -> service.acceptWebSocket());
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      accepted.get().close();
      client.close();
      thread.shutdown();
    }
  }

  /** Not even root can make a directory of it. */
  private Path aFileForADirectory() throws IOException {
    return Files.writeString(directory.resolve("file"), "");
  }

  private static Launched start(int upstreamPort, Path temporary) {
    return Launched.command(
        Map.of(
            "CLOSEWATCH_JAVA_OPTS",
            "-Djava.io.tmpdir=" + temporary + " -Dio.netty.native.workdir=" + temporary),
        List.of(
            Launched.LAUNCHER.toString(),
            "proxy",
            "--upstream=http://127.0.0.1:" + upstreamPort,
            "--listen=127.0.0.1:0",
            "--admin=127.0.0.1:0"));
  }
}
