package dev.closewatch.analyzer.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of docs/stacks.md is what the file of stacks says. */
class StackDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/stacks.md");
  private static final String BEGIN = "<!-- table: written by StackDocumentTest -->\n";
  private static final String END = "<!-- end of table -->";

  /** To bring the page up to date: run this test with -Dclosewatch.writeDocs=true. */
  @Test
  void table_onThePage_isThatOfTheFile() throws IOException {
    String page = Files.readString(DOCUMENT);
    assertThat(page).contains(BEGIN).contains(END);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String table = table();
    if (Boolean.getBoolean("closewatch.writeDocs")) {
      Files.writeString(DOCUMENT, page.substring(0, begin) + table + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end)).isEqualTo(table);
  }

  private static String table() {
    StringBuilder table =
        new StringBuilder("\n| the User-Agent has | label | what it is |")
            .append(" close() without a code sends | empty Close | |\n|---|---|---|---|---|---|\n");
    for (StackFile.Row row : StackFile.read()) {
      ClientStack stack = row.stack();
      table
          .append("| `")
          .append(row.userAgent())
          .append("` | `")
          .append(stack.name().label())
          .append("` | ")
          .append(stack.product())
          .append(" | ")
          .append(row.withoutCode())
          .append(" | ")
          .append(stack.emptyClose().label())
          .append(stack.browser() ? " | browser" : "")
          .append(stack.answersByApplication() ? " | answers by application" : "")
          .append(stack.browser() || stack.answersByApplication() ? " |\n" : " | |\n");
    }
    return table.append('\n').toString();
  }
}
