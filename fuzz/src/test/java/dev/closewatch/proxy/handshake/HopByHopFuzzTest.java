package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.closewatch.fuzz.Choices;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Any headers: those of one hop end here, those that say how long a message is never do.
 *
 * <p>Input: one byte for what it is that they head, the headers as lines.
 */
class HopByHopFuzzTest {
  private static final List<String> FRAMING =
      List.of("host", "content-length", "transfer-encoding");
  private static final List<String> OF_ONE_HOP =
      List.of("proxy-connection", "keep-alive", "http2-settings", "te");

  @FuzzTest
  void anyHeaders_loseThoseOfOneHopAndNeverTheFraming(byte[] input) {
    Choices choices = new Choices(input);
    boolean response = choices.below(2) == 1;
    boolean upgrade = choices.below(2) == 1;
    HttpHeaders headers = HeaderLines.of(choices.restAsText());
    List<Map.Entry<String, String>> before = entries(headers);
    List<String> named =
        headers.getAll("Connection").stream()
            .flatMap(value -> Stream.of(value.split(",", -1)))
            .map(token -> token.trim().toLowerCase(Locale.ROOT))
            .toList();
    if (response) {
      HopByHop.removeFrom(headers);
    } else {
      HopByHop.removeFrom(headers, upgrade);
      OF_ONE_HOP.forEach(name -> assertThat(headers.contains(name)).as(name).isFalse());
      assertThat(headers.getAll("Connection")).hasSizeLessThan(2);
      assertThat(headers.contains("Upgrade")).isEqualTo(upgrade && contains(before, "upgrade"));
      if (upgrade) {
        assertThat(headers.get("Connection")).isEqualTo("Upgrade");
      }
    }
    for (String name : FRAMING) {
      assertThat(headers.getAll(name)).as(name).isEqualTo(values(before, name));
    }
    List<String> ended = new ArrayList<>(named);
    if (!response) {
      ended.addAll(OF_ONE_HOP);
    }
    assertThat(others(entries(headers), named)).isEqualTo(others(before, ended));
  }

  /** Netty's own entries are equal to none but themselves. */
  private static List<Map.Entry<String, String>> entries(HttpHeaders headers) {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    headers.forEach(entry -> entries.add(Map.entry(entry.getKey(), entry.getValue())));
    return entries;
  }

  /** All but Connection, Upgrade and those of these names. */
  private static List<Map.Entry<String, String>> others(
      List<Map.Entry<String, String>> entries, List<String> named) {
    return entries.stream()
        .filter(entry -> !named.contains(entry.getKey().toLowerCase(Locale.ROOT)))
        .filter(entry -> !entry.getKey().equalsIgnoreCase("Connection"))
        .filter(entry -> !entry.getKey().equalsIgnoreCase("Upgrade"))
        .toList();
  }

  private static boolean contains(List<Map.Entry<String, String>> entries, String name) {
    return !values(entries, name).isEmpty();
  }

  private static List<String> values(List<Map.Entry<String, String>> entries, String name) {
    return entries.stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .toList();
  }
}
