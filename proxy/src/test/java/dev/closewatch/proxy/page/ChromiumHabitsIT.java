package dev.closewatch.proxy.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.demo.EchoService;
import dev.closewatch.proxy.kit.OrdinaryHabits;
import dev.closewatch.proxy.kit.Proxy;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a browser does by itself is held against nobody. */
@Tag("browser")
@Timeout(120)
class ChromiumHabitsIT {
  private static final String CLOSE_AGAIN_AND_AGAIN =
      """
      async ({url, count}) => {
        for (let i = 0; i < count; i++) {
          await new Promise((ended) => {
            const socket = new WebSocket(url);
            socket.onopen = () => socket.close();
            socket.onclose = ended;
          });
        }
      }
      """;

  @Test
  void empty_closes_of_a_browser_are_flagged_for_nothing() throws Exception {
    Vertx vertx = Vertx.vertx();
    EchoService service =
        EchoService.start(vertx)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    try (Proxy proxy = Proxy.inFrontOf(service.port());
        Chromium chromium = new Chromium()) {
      chromium.run(
          CLOSE_AGAIN_AND_AGAIN,
          Map.of(
              "url", "ws://127.0.0.1:" + proxy.port() + "/echo", "count", OrdinaryHabits.CLOSES));
      assertThat(OrdinaryHabits.areFlaggedForNothing(proxy))
          .allMatch(event -> event.get("kind").textValue().equals("empty"))
          .allMatch(event -> event.at("/client/stack").textValue().equals("chrome"));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }
}
