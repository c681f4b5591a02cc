package dev.closewatch.proxy.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainLinesTest {
  private final PlainLines lines = new PlainLines();

  @Test
  void add_paragraphOfTheFullWidth_staysOnItsLine() {
    String fits = "a".repeat(37) + " " + "b".repeat(38);

    lines.add(2, "- ", fits);
    lines.add(2, "- ", fits + "b");

    assertThat(lines.text())
        .isEqualTo("  - " + fits + "\n  - " + "a".repeat(37) + "\n    " + "b".repeat(39) + "\n");
  }

  @Test
  void add_wordWiderThanTheLine_hasALineOfItsOwn() {
    lines.add(0, "1. ", "see " + "x".repeat(90) + " there");

    assertThat(lines.text()).isEqualTo("1. see\n   " + "x".repeat(90) + "\n   there\n");
  }

  @Test
  void add_charactersOutsideTheFirstPlane_countOnce() {
    String word = "\ud83d\ude00".repeat(39);

    lines.add(0, "", word + " " + word + "c c");

    assertThat(lines.text()).isEqualTo(word + " " + word + "c\nc\n");
  }

  @Test
  void title_anyWidth_isUnderlinedByCodePoints() {
    lines.title("mã đóng");

    assertThat(lines.text()).isEqualTo("mã đóng\n=======\n");
  }
}
