package dev.closewatch.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Herd;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A drain ends connections one after the other, lest all of them come back at once. */
@Timeout(120)
class HerdIT {
  private static final int CLIENTS = 2_000;
  private static final int SECONDS = 20;

  @Test
  void of_two_thousand_in_twenty_seconds_no_second_ends_more_than_twice_the_mean()
      throws Exception {
    Proxy.Settings settings = new Proxy.Settings();
    settings.drainTime = Duration.ofSeconds(SECONDS);
    settings.closeTimeout = Duration.ofSeconds(5); // as a user has it
    try (Herd herd = new Herd();
        Proxy proxy = settings.start(herd.servicePort())) {
      herd.connect(proxy.port(), CLIENTS);

      long startNanos = System.nanoTime();
      CompletableFuture<Void> done = CompletableFuture.runAsync(() -> proxy.server().drain());
      Eventually.get(
          "all ended", Duration.ofSeconds(SECONDS + 5), herd::ended, ended -> ended == CLIENTS);
      long tookNanos = System.nanoTime() - startNanos;
      Metrics last = proxy.metrics(); // within the second that they outlive the last connection

      assertThat(herd.faults()).isEmpty();
      assertThat(herd.closes()).hasSize(CLIENTS).allMatch(close -> close.code() == 1001);
      List<Long> moments = herd.closes().stream().map(Herd.Close::nanos).sorted().toList();
      assertThat(mostInASecond(moments)).isLessThanOrEqualTo(2 * CLIENTS / SECONDS);
      assertThat(moments.get(0) - startNanos).as("soon").isLessThan(seconds(1));
      assertThat(moments.get(CLIENTS - 1) - startNanos)
          .as("over the time, but for that of answers")
          .isBetween(seconds(14), seconds(16));
      assertThat(tookNanos).isLessThan(seconds(SECONDS));
      assertThat(last.sum("closewatch_closes_total", "initiator", "proxy", "code", "1001"))
          .isEqualTo(CLIENTS);
      assertThat(last.unaccounted()).isZero();
      done.get();
    }
  }

  /** In any second, not only in those that begin with the drain. */
  private static int mostInASecond(List<Long> moments) {
    int most = 0;
    int from = 0;
    for (int to = 0; to < moments.size(); to++) {
      while (moments.get(to) - moments.get(from) >= seconds(1)) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void in_a_tenth_of_a_second_all_are_ended_in_time_with_the_code_that_was_asked_for()
      throws Exception {
    Proxy.Settings settings = new Proxy.Settings();
    settings.drainTime = Duration.ofMillis(100);
    settings.drainCode = 1012;
    try (Herd herd = new Herd();
        Proxy proxy = settings.start(herd.servicePort())) {
      herd.connect(proxy.port(), 200);
      CompletableFuture<Void> done = CompletableFuture.runAsync(() -> proxy.server().drain());
      Eventually.get("all ended", herd::ended, ended -> ended == 200);
      List<JsonNode> events = proxy.closes(200);
      Metrics last = proxy.metrics();

      assertThat(herd.closes()).hasSize(200).allMatch(close -> close.code() == 1012);
      assertThat(events)
          .allSatisfy(
              event -> {
                assertThat(event.get("initiator").asText()).isEqualTo("proxy");
                assertThat(event.get("code").asInt()).isEqualTo(1012);
                assertThat(event.get("kind").asText()).isEqualTo("service_restart");
                assertThat(event.at("/proxyClose/reason").asText()).isEqualTo("drain");
                assertThat(event.at("/clientSees/code").asInt()).isEqualTo(1012);
                assertThat(event.at("/serviceSees/code").asInt()).isEqualTo(1012);
                assertThat(event.get("clean").asBoolean()).isTrue();
                assertThat(event.get("explanation").asText()).contains("with 1012 to both sides");
              });
      String[] restart = {"initiator", "proxy", "code", "1012", "kind", "service_restart"};
      assertThat(last.sum("closewatch_closes_total", restart)).isEqualTo(200);
      assertThat(last.unaccounted()).isZero();
      done.get();
    }
  }
}
