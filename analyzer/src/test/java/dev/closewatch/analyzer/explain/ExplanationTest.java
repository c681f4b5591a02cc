package dev.closewatch.analyzer.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Lang;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of events and their sentences: what a change of a phrase does to it is to be read. */
class ExplanationTest {
  record Row(String event, String english, String vietnamese) {
    @Override
    public String toString() {
      return event;
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void of_event_isTheSentenceOfTheTable(Row row) {
    assertThat(Explanation.of(EventLine.read(row.event), Lang.EN)).isEqualTo(row.english);
    assertThat(Explanation.of(EventLine.read(row.event), Lang.VI)).isEqualTo(row.vietnamese);
  }

  @Test
  void table_isLongEnough() {
    assertThat(table()).hasSizeGreaterThan(110);
  }

  static List<Row> table() {
    try (InputStream stream =
        Objects.requireNonNull(ExplanationTest.class.getResourceAsStream("explained.txt"))) {
      List<String> lines =
          new String(stream.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .toList();
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < lines.size(); i += 3) {
        rows.add(
            new Row(
                lines.get(i),
                behind("  en ", lines.get(i + 1)),
                behind("  vi ", lines.get(i + 2))));
      }
      return rows;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String behind(String tag, String line) {
    assertThat(line).startsWith(tag);
    return line.substring(tag.length());
  }
}
