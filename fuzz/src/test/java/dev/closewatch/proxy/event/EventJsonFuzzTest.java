package dev.closewatch.proxy.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.fuzz.Choices;
import dev.closewatch.proxy.kit.EventSchemas;
import java.io.IOException;

/**
 * Any reason and any header: one line of printable JSON that fits the schema, with the text in it.
 *
 * <p>Input: two bytes for the code, a byte for whether the texts are UTF-8 or a byte a character,
 * then texts, a line each: reason, User-Agent, request id, host, path, origin, subprotocol.
 */
class EventJsonFuzzTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @FuzzTest
  void anyTexts_areOneLineThatFitsTheSchema(byte[] input) throws IOException {
    Choices choices = new Choices(input);
    byte[] code = choices.take(2);
    boolean utf8 = choices.below(2) == 0;
    byte[] rest = choices.rest();
    String[] texts =
        (utf8 ? new String(rest, UTF_8) : new String(rest, ISO_8859_1)).split("\n", -1);
    byte[] payload = payload(code, text(texts, 0).getBytes(UTF_8));
    Close close = Close.read(payload, payload.length);
    CloseEvent event =
        SampleEvents.builder()
            .opening(HostileOpening.of(texts))
            .end(Initiator.SERVICE, close.code(), close.kind())
            .reason(close.reason())
            .build();

    String line = EventJson.line(SampleEvents.observed(event));

    assertThat(line.codePoints())
        .noneMatch(c -> c < ' ' || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x202e);
    assertThat(EventSchemas.faults(line)).isEmpty();
    JsonNode json = JSON.readTree(line);
    assertThat(json.get("reason").textValue()).isEqualTo(SafeJson.cut(close.reason(), 256));
    assertThat(json.at("/client/userAgent").textValue())
        .isEqualTo(SafeJson.cut(text(texts, 1), 256));
    assertThat(line.length()).isLessThan(20_000);
  }

  static String text(String[] texts, int index) {
    return index < texts.length ? texts[index] : "";
  }

  private static byte[] payload(byte[] code, byte[] reason) {
    byte[] payload = new byte[Math.min(125, code.length + reason.length)];
    System.arraycopy(code, 0, payload, 0, code.length);
    System.arraycopy(reason, 0, payload, code.length, payload.length - code.length);
    return payload;
  }
}
