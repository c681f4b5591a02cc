package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.FindingName;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Labelled;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.Violation;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live page has words for everything that the API can say, in both languages. */
class PageWordsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern PLACE = Pattern.compile("\\{\\w+\\}");
  private static final Pattern USED = Pattern.compile("\\bt\\(\"([^\"]+)\"");

  @Test
  void bothLanguages_haveTheSameWordsWithTheSamePlaces() {
    Map<String, String> english = flat("en");
    Map<String, String> vietnamese = flat("vi");
    assertThat(vietnamese.keySet()).isEqualTo(english.keySet());
    english.forEach(
        (key, text) -> assertThat(places(vietnamese.get(key))).as(key).isEqualTo(places(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "vi"})
  void everyLabel_isExplained(String lang) {
    JsonNode words = words(lang);
    explains(words.get("kinds"), CloseKind.values(), "name", "meaning");
    explains(words.get("rules"), Rule.values(), "name", "meaning", "because", "todo");
    explains(words.get("findingNames"), FindingName.values(), "name", "meaning");
    explains(words.get("initiators"), Initiator.values());
    explains(words.get("initiatorsShort"), Initiator.values());
    explains(words.get("replies"), Reply.values());
    explains(words.get("tcpEnds"), TcpEndHow.values());
    explains(words.get("cuts"), CutIn.values());
    explains(words.get("proxyReasons"), ProxyCloseReason.values());
    explains(words.get("outcomes"), HandshakeOutcome.values());
    explains(words.get("causes"), PolicyCause.values());
    explains(words.get("bases"), CauseBasis.values());
    explains(words.get("violations"), Violation.values());
  }

  @Test
  void everyKind_isInOneGroup() {
    String script = read("page/js/kinds.js");
    for (CloseKind kind : CloseKind.values()) {
      // Once in its group's list; those that are a group by themselves are its name too.
      assertThat(script).contains("\"" + kind.label() + "\"");
    }
  }

  @Test
  void wordsThatScriptsUse_areThere() {
    Set<String> known = flat("en").keySet();
    for (String file : PageRoutes.FILES) {
      if (file.startsWith("js/")) {
        assertThat(USED.matcher(read("page/" + file)).results().map(found -> found.group(1)))
            .as(file)
            .allMatch(known::contains);
      }
    }
  }

  private static void explains(JsonNode words, Labelled[] labels, String... fields) {
    Set<String> names = new TreeSet<>();
    words.fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(labels).map(Labelled::label).collect(Collectors.toSet()));
    for (JsonNode entry : words) {
      if (fields.length == 0) {
        assertThat(entry.textValue()).isNotBlank();
      }
      for (String field : fields) {
        assertThat(entry.path(field).textValue()).as(field).isNotBlank();
      }
    }
  }

  private static Set<String> places(String text) {
    return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private static Map<String, String> flat(String lang) {
    Map<String, String> texts = new TreeMap<>();
    flatten("", words(lang), texts);
    return texts;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> texts) {
    if (node.isTextual()) {
      texts.put(path, node.textValue());
    } else {
      node.properties()
          .forEach(
              field ->
                  flatten(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      texts));
    }
  }

  private static JsonNode words(String lang) {
    try {
      return JSON.readTree(read("page/words/" + lang + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(String resource) {
    try (InputStream in = PageRoutes.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
