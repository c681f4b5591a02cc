package dev.closewatch.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.Section;
import dev.closewatch.proxy.config.Setting;
import dev.closewatch.proxy.config.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  @Test
  void noCommand_helpGoesToTheErrorStream() {
    Typed typed = Typed.run();

    assertThat(typed.err()).isEqualTo(Typed.run("--help").out());
    assertThat(typed.out()).isEmpty();
    assertThat(typed.exitCode()).isEqualTo(2);
  }

  @Test
  void top_help_namesEveryCommand() {
    assertThat(Typed.run("--help").out())
        .startsWith("Usage: closewatch COMMAND [OPTION...]\n\n")
        .containsPattern("(?m)^  proxy +\\w")
        .containsPattern("(?m)^  demo +\\w")
        .containsPattern("(?m)^  check +\\w")
        .containsPattern("(?m)^  explain +\\w")
        .containsPattern("(?m)^  version +\\w")
        .contains("Exit codes: 0 done, 1 failed at run time, 2 wrong usage or configuration.\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-h",
        "proxy --help",
        "proxy -h",
        "demo --help",
        "check --help",
        "explain --help",
        "version --help",
        "proxy --listen abc --help"
      })
  void help_anywhere_goesToTheOutputStream(String line) {
    Typed typed = Typed.run(line.split(" "));

    assertThat(typed.out()).startsWith("Usage: closewatch ").endsWith("\n").doesNotEndWith("\n\n");
    assertThat(typed.out().lines())
        .allMatch(text -> text.length() <= 80)
        .noneMatch(HelpTest::loose);
    assertThat(typed.out()).matches("[\\n -~]*");
    assertThat(typed.err()).isEmpty();
    assertThat(typed.exitCode()).isZero();
    assertThat(typed.started()).isEmpty();
  }

  private static boolean loose(String line) {
    return line.endsWith(" ");
  }

  @Test
  void proxy_help_saysAllThatTheTableSays() {
    String help = Typed.run("proxy", "--help").out();
    String words = help.replaceAll("\\s+", " ");

    List<Section> ofOptions = Settings.ALL.stream().map(Setting::section).distinct().toList();
    for (Section section : ofOptions) {
      assertThat(help).contains("\n" + section.title() + ":\n");
    }
    for (Setting<?> setting : Settings.ALL) {
      assertThat(help).contains("\n      " + setting.option() + " " + setting.placeholder());
      assertThat(words).contains(setting.help());
      assertThat(help.replaceAll("\\s", ""))
          .contains(setting.defaultText().replaceAll("\\s", "") + ".");
    }
  }
}
