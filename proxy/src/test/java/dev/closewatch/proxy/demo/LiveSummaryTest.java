package dev.closewatch.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.proxy.demo.LiveSummary.Figures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveSummaryTest {
  private static final Map<CloseKind, Long> CLOSES =
      Map.of(
          CloseKind.NORMAL, 100L,
          CloseKind.GOING_AWAY, 20L,
          CloseKind.EMPTY, 40L,
          CloseKind.POLICY, 7L,
          CloseKind.ABNORMAL, 5L,
          CloseKind.RESERVED, 2L,
          CloseKind.MALFORMED, 1L,
          CloseKind.PRIVATE, 9L);

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

  @Test
  void line_wideEnough_hasEveryFigure() {
    assertThat(LiveSummary.line(figures(75), 100))
        .isEqualTo(
            "1:15  open 23/207  normal 120 empty 40 policy 7 abnormal 5 illegal 3"
                + " refused 4 other 9");
  }

  @Test
  void line_tooNarrow_leavesFiguresOutWhole() {
    String whole = LiveSummary.line(figures(75), 100);
    for (int columns = 20; columns <= 100; columns++) {
      String line = LiveSummary.line(figures(75), columns);
      assertThat(line).hasSizeLessThanOrEqualTo(columns);
      assertThat(whole).startsWith(line);
      assertThat(whole.substring(line.length())).matches("( .*)?");
      assertThat(line).matches(".*(\\d)");
    }
  }

  @Test
  void update_onTerminal_rewritesTheLineAndWipesWhatWasLonger() {
    LiveSummary summary = new LiveSummary(out, true, 100);
    summary.update(figures(75));
    summary.update(new Figures(Duration.ofSeconds(76), 1, 1, Map.of(), 0)); // shorter
    String[] lines = written.toString(StandardCharsets.UTF_8).split("\r", -1);
    assertThat(lines).hasSize(3);
    assertThat(lines[0]).isEmpty();
    assertThat(lines[1]).hasSizeLessThan(100);
    assertThat(lines[2]).startsWith("1:16  open 1/1  normal 0").hasSameSizeAs(lines[1]);
  }

  @Test
  void update_withoutTerminal_printsALineEveryFiveSeconds() {
    LiveSummary summary = new LiveSummary(out, false, 80);
    for (int second = 0; second <= 11; second++) {
      summary.update(figures(second));
    }
    summary.finish(figures(12));
    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .extracting(line -> line.substring(0, 4))
        .containsExactly("0:00", "0:05", "0:10", "0:12");
  }

  @Test
  void finish_onTerminal_leavesTheLine() {
    LiveSummary summary = new LiveSummary(out, true, 200);
    summary.finish(figures(75));
    assertThat(written.toString(StandardCharsets.UTF_8))
        .endsWith("other 9" + System.lineSeparator());
  }

  private static Figures figures(int seconds) {
    return new Figures(Duration.ofSeconds(seconds), 207, 23, CLOSES, 4);
  }
}
