package dev.closewatch.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

/** How a command has to end that somebody has typed wrong. */
final class OneLineFaults {
  private static final int LONGEST_LINE = 2_000;

  private OneLineFaults() {}

  static void assertEndedWell(Typed typed) {
    assertThat(typed.exitCode()).isIn(0, 2);
    boolean help = typed.err().startsWith("Usage: ");
    assertThat(typed.err().lines())
        .allMatch(line -> help || line.startsWith("closewatch: "))
        .allMatch(line -> line.length() < LONGEST_LINE)
        .noneMatch(line -> line.contains("Exception") && line.contains("\tat "))
        .allMatch(line -> line.chars().noneMatch(c -> c < ' ' || c == 0x7f));
    if (typed.exitCode() == 2) {
      assertThat(typed.err()).isNotEmpty();
    }
  }
}
