package dev.closewatch.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.closewatch.fuzz.Choices;
import dev.closewatch.proxy.kit.RawPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/**
 * Any bytes of a service in answer to an upgrade: the client gets a 101, and behind it frames, only
 * if it was a real one; otherwise it gets an answer that is none, and the connection ends.
 *
 * <p>Input: one byte for how the service ends, the pieces, the bytes.
 */
class AnswerBytesFuzzTest {
  /** Of the key that {@code upgradeRequest} sends: the example of RFC 6455 section 1.3. */
  private static final String RIGHT_ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private static final FireAt<ScriptedService> FIRE =
      new FireAt<>(ScriptedService::new, ScriptedService::port);

  private static int runs;
  private static int upgrades;

  @AfterAll
  static void stop() throws IOException {
    FIRE.stop(
        fire ->
            assertThat(fire.check().sum("closewatch_connections_opened_total"))
                .isBetween((double) upgrades, (double) runs));
  }

  @FuzzTest
  void anyAnswer_opensATunnelOnlyIfItIsAReal101(byte[] input) throws IOException {
    ProxyUnderFire fire = FIRE.proxy();
    Choices choices = new Choices(input);
    boolean reset = choices.below(4) == 1;
    List<Integer> pieces = choices.pieces();
    byte[] answer = choices.rest();
    String target = "/" + runs++;
    try (RawPeer client = RawPeer.connect(fire.proxy().port())) {
      client.send(fire.proxy().upgradeRequest(target));
      RawPeer asked = FIRE.service().accept(target);
      answer(asked, Choices.cut(answer, pieces), reset);
      RawPeer.Rest got = client.readToEnd();
      asked.close();
      assertFits(answer, got.bytes(), reset);
    }
    fire.ran();
  }

  private static void answer(RawPeer asked, List<byte[]> pieces, boolean reset) {
    try {
      pieces.forEach(asked::send);
      if (reset) {
        asked.reset();
      } else {
        asked.fin();
      }
    } catch (UncheckedIOException e) {
      // The proxy has heard enough.
    }
  }

  private static void assertFits(byte[] answer, byte[] got, boolean reset) {
    int frames = SwitchingModel.framesFrom(answer, RIGHT_ACCEPT);
    int seen = SwitchingModel.framesFrom(got, RIGHT_ACCEPT);
    String text = new String(got, ISO_8859_1);
    if (seen >= 0) {
      upgrades++;
      assertThat(frames).as("a tunnel without a real 101: %s", text).isGreaterThanOrEqualTo(0);
      String sent = new String(answer, frames, answer.length - frames, ISO_8859_1);
      String received = text.substring(seen);
      assertThat(sent).startsWith(received);
      if (!reset) {
        assertThat(received).isEqualTo(sent);
      }
      return;
    }
    assertThat(text).doesNotContainPattern("(?s)\\AHTTP/1\\.1 101[ \r]");
    if (!reset) {
      assertThat(frames >= 0 && SwitchingModel.isLegal(answer, frames))
          .as("a real 101 was refused: %s", text)
          .isFalse();
      assertThat(text).as("an answer, if only ours").startsWith("HTTP/");
    }
  }
}
