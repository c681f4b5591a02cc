package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/ says about settings is what the program does. */
class DocumentationTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path EXAMPLE = DOCS.resolve("closewatch.example.yaml");
  private static final String BEGIN = "<!-- settings: checked against the program -->\n";
  private static final String END = "<!-- end of settings -->";

  /** To bring the page up to date, run this test with {@code -Dclosewatch.writeDocs=true}. */
  @Test
  void configurationPage_settings_areThoseOfTheTable() throws IOException {
    String page = Files.readString(DOCS.resolve("configuration.md"));

    assertThat(page).contains(BEGIN).contains(END);
    if (Boolean.getBoolean("closewatch.writeDocs")) {
      String before = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
      page = before + settings() + page.substring(page.indexOf(END));
      Files.writeString(DOCS.resolve("configuration.md"), page);
    }
    assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)))
        .isEqualTo(settings());
  }

  private static String settings() {
    StringBuilder text = new StringBuilder();
    for (Section section : Section.values()) {
      text.append("\n### ").append(section.title()).append("\n\n");
      if (section == Section.ROUTES) {
        text.append("In the file only: `routes:`, a list, each with\n\n");
      }
      text.append("| Option | Accepts | Default | What it is |\n| --- | --- | --- | --- |\n");
      Stream.concat(Settings.ALL.stream(), RouteSettings.ALL.stream())
          .filter(setting -> setting.section() == section)
          .forEach(setting -> text.append(row(setting)));
    }
    return text.append('\n').toString();
  }

  private static String row(Setting<?> setting) {
    String byDefault = setting.defaultText();
    boolean written = !byDefault.isEmpty() && !byDefault.contains(" ");
    return String.format(
        "| `%s %s` | %s | %s | %s |\n",
        setting.section() == Section.ROUTES ? setting.name() + ":" : setting.option(),
        setting.placeholder().replace("|", "\\|"),
        setting.form(),
        written ? "`" + byDefault + "`" : byDefault,
        setting.help());
  }

  @Test
  void configurationPage_exampleOfMistakes_isWhatTheProgramSays() throws IOException {
    String page = Files.readString(DOCS.resolve("configuration.md"));

    ConfigReader.Result result =
        ConfigReader.read(
            Map.of("listen", List.of("abc"), "upstream", List.of("http://service")),
            Map.of("CLOSEWATCH_BUFFER", "1KiB"));

    assertThat(result)
        .isInstanceOfSatisfying(
            ConfigReader.Invalid.class,
            invalid ->
                assertThat(invalid.faults())
                    .hasSize(2)
                    .allSatisfy(fault -> assertThat(page).contains("closewatch: " + fault + "\n")));
  }

  @Test
  void exampleFile_read_isValidAndSaysTheDefaultsRight() throws IOException {
    ProxyConfig byDefault = valid(Map.of("upstream", List.of("http://service")));
    // Alone: the files of its token and its key are not here.
    ProxyConfig example = ((ConfigReader.Valid) ConfigReader.readFile(EXAMPLE.toString())).config();
    List<String> lines = Files.readAllLines(EXAMPLE);

    for (Setting<?> setting : Settings.ALL) {
      String line =
          lines.stream().filter(l -> l.startsWith(setting.name() + ":")).findFirst().orElse("");
      assertThat(line).as("line of %s", setting).isNotEmpty();
      if (line.endsWith("# default")) {
        assertThat(setting.textIn(example)).as("%s", setting).isEqualTo(setting.textIn(byDefault));
      } else if (line.contains("# default: ") && !line.contains("from the limit")) {
        assertThat(line).endsWith("# default: " + setting.defaultText());
      }
    }
  }

  @Test
  void exampleFile_checkedAlone_isValid() {
    assertThat(ConfigReader.readFile(EXAMPLE.toString())).isInstanceOf(ConfigReader.Valid.class);
  }

  private static ProxyConfig valid(Map<String, List<String>> options) {
    ConfigReader.Result result = ConfigReader.read(options, Map.of());
    assertThat(result).isInstanceOf(ConfigReader.Valid.class);
    return ((ConfigReader.Valid) result).config();
  }
}
