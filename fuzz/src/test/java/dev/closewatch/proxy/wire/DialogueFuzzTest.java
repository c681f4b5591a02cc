package dev.closewatch.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.closewatch.fuzz.Choices;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;

/**
 * Whole dialogues over real sockets, of any bytes and any ends in any order: what one side gets is
 * what the other has sent, or its beginning if somebody has reset; and each dialogue is one close.
 *
 * <p>Input: steps. A byte for what happens, and for bytes one more for how many follow.
 */
class DialogueFuzzTest {
  private static final int MOST_STEPS = 40;
  private static final long PAUSE_NANOS = 1_000_000;

  private static final FireAt<ScriptedService> FIRE =
      new FireAt<>(ScriptedService::new, ScriptedService::port);

  private static int runs;

  @AfterAll
  static void stop() throws IOException {
    FIRE.stop(
        fire -> {
          Metrics metrics = fire.check();
          assertThat(metrics.sum("closewatch_connections_opened_total")).isEqualTo(runs);
          assertThat(metrics.sum("closewatch_closes_total")).isEqualTo(runs);
          assertThat(metrics.sum("closewatch_paused_connections")).isZero();
        });
  }

  @FuzzTest
  void anyDialogue_arrivesAsItWasSentAndIsOneClose(byte[] input) throws IOException {
    ProxyUnderFire fire = FIRE.proxy();
    Choices choices = new Choices(input);
    String target = "/" + ++runs;
    RawPeer connected = RawPeer.connect(fire.proxy().port());
    connected.send(fire.proxy().upgradeRequest(target));
    RawPeer accepted = FIRE.service().accept(target);
    accepted.send(RawService.switching(accepted.head()));
    connected.readHead();
    try (DialogueSide client = new DialogueSide(connected);
        DialogueSide server = new DialogueSide(accepted)) {
      for (int step = 0; choices.left() && step < MOST_STEPS; step++) {
        play(choices, client, server);
      }
      client.fin();
      server.fin();
      byte[] byClient = client.read();
      byte[] byServer = server.read();
      boolean whole = !client.isReset() && !server.isReset();
      assertArrived(byServer, client.sent(), whole);
      assertArrived(byClient, server.sent(), whole);
    }
    fire.ran();
  }

  private static void play(Choices choices, DialogueSide client, DialogueSide server) {
    int what = choices.next();
    DialogueSide side = what % 2 == 0 ? client : server;
    switch (what / 2 % 8) {
      case 5 -> side.fin();
      case 6 -> side.reset();
      case 7 -> LockSupport.parkNanos(PAUSE_NANOS);
      default -> side.send(choices.take(choices.next()));
    }
  }

  private static void assertArrived(byte[] received, byte[] sent, boolean whole) {
    if (whole) {
      assertThat(received).isEqualTo(sent);
    } else {
      assertThat(new String(sent, ISO_8859_1)).startsWith(new String(received, ISO_8859_1));
    }
  }
}
