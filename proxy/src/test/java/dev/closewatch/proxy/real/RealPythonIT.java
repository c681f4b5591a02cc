package dev.closewatch.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.proxy.kit.OrdinaryHabits;
import dev.closewatch.proxy.kit.Proxy;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Python library websockets, as Debian has it. */
@Tag("python")
@Timeout(60)
class RealPythonIT {
  /** Debian's own: its packages are not seen by another one on the path. */
  private static final String PYTHON = "/usr/bin/python3";

  @Test
  void websockets_closes_with_1000_and_is_flagged_for_nothing() throws Exception {
    try (VertxService service = new VertxService(Map.of());
        Proxy proxy = Proxy.inFrontOf(service.port())) {
      String url = "ws://127.0.0.1:" + proxy.port() + "/echo";
      Process python =
          new ProcessBuilder(PYTHON, "client.py", url, Integer.toString(OrdinaryHabits.CLOSES))
              .directory(new File("src/test/python").getAbsoluteFile())
              .redirectErrorStream(true)
              .start();
      try {
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(python.exitValue()).as(output).isZero();
      } finally {
        python.destroyForcibly();
      }
      List<JsonNode> closes = OrdinaryHabits.areFlaggedForNothing(proxy);
      assertThat(closes)
          .allMatch(event -> event.get("kind").textValue().equals("normal"))
          .allMatch(event -> event.at("/client/stack").textValue().equals("python-websockets"));
    }
  }
}
