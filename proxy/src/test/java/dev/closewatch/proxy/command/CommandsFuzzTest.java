package dev.closewatch.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.Setting;
import dev.closewatch.proxy.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is typed or written: lines that begin with the product's name, and exit 0 or 2. */
class CommandsFuzzTest {
  private static final int RUNS = 1_000;

  private static final List<String> VALUES =
      List.of(
          "",
          "0",
          "1",
          "-1",
          "20s",
          "off",
          "64KiB",
          "99999999999999999999",
          "abc",
          ":1",
          "a:1",
          "[::1]:1",
          "http://a",
          "http://a,ws://b:2",
          "https://a",
          "10.0.0.0/8",
          "4001,4002",
          ",,",
          "keep",
          "nio",
          "x-id",
          "\n",
          "\u001b[31m",
          "\0",
          "%s%n",
          "${env:HOME}",
          "@/etc/passwd",
          "--",
          "-",
          "=",
          "'",
          "\"a b\"",
          "\ud800",
          "\u202e",
          "é");

  private static final List<String> WORDS =
      List.of(
          "proxy",
          "demo",
          "check",
          "explain",
          "version",
          "--help",
          "-h",
          "--version",
          "-V",
          "--port",
          "--seconds",
          "--config",
          "--lang",
          "-x",
          "---",
          "--listen=",
          "--codes=1,",
          "--help=true",
          "--no-help",
          "proxy ");

  private static final List<String> YAML =
      List.of(
          ":",
          ": ",
          "- ",
          "\n",
          "\n  ",
          "[",
          "]",
          "{",
          "}",
          ",",
          "&a ",
          "*a",
          "!!int ",
          "!x ",
          "'",
          "\"",
          "#",
          "|",
          ">",
          "? ",
          "%YAML 9.9\n",
          "---\n",
          "...\n",
          "<<",
          "~",
          "null",
          "\t",
          "\\u0000",
          "@",
          "`",
          "\uFEFF",
          "\u0085",
          "\u2028",
          "\0",
          "\ud83d");

  @TempDir Path directory;

  @Test
  void run_anyArguments_endsWellAndInLines() {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      String[] arguments = new String[random.nextInt(7)];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = argument(random, i);
      }
      Map<String, String> environment = new HashMap<>();
      while (random.nextInt(3) == 0) {
        environment.put(pick(random, Settings.ALL).variable(), pick(random, VALUES));
      }

      Typed typed = Typed.run(environment, new Typed.Recorder(), arguments);

      assertEndedWell(typed, "seed " + seed + ": " + List.of(arguments) + " " + environment);
    }
  }

  private static String argument(Random random, int position) {
    if (position == 0 && random.nextInt(3) > 0) {
      return pick(random, WORDS);
    }
    String option = pick(random, Settings.ALL).option();
    return switch (random.nextInt(5)) {
      case 0 -> option;
      case 1 -> option + "=" + pick(random, VALUES);
      case 2 -> pick(random, WORDS);
      case 3 -> mutated(random, option);
      default -> pick(random, VALUES);
    };
  }

  @Test
  void check_anyText_endsWellAndInLines() throws IOException {
    Path file = directory.resolve("proxy.yaml");
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      String text = yaml(random);
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));

      Typed typed = Typed.run("check", "--config", file.toString());

      assertEndedWell(typed, "seed " + seed + ": " + text);
      assertThat(typed.exitCode() == 0).as(text).isEqualTo(typed.err().isEmpty());
    }
  }

  @Test
  void check_anyBytes_endsWellAndInLines() throws IOException {
    Path file = directory.resolve("proxy.yaml");
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      Files.write(file, bytes);

      assertEndedWell(Typed.run("check", "--config", file.toString()), "seed " + seed);
    }
  }

  /** A file that is right but for some damage, which comes closer to the reader's edges. */
  private static String yaml(Random random) {
    List<String> lines = new ArrayList<>();
    for (Setting<?> setting : Settings.ALL) {
      if (random.nextInt(4) == 0) {
        lines.add(setting.name() + ": " + pick(random, VALUES));
      }
    }
    StringBuilder text = new StringBuilder(String.join("\n", lines)).append('\n');
    for (int damages = random.nextInt(5); damages > 0; damages--) {
      text.insert(random.nextInt(text.length()), pick(random, YAML));
    }
    return random.nextBoolean() ? text.toString() : mutated(random, text.toString());
  }

  private static String mutated(Random random, String text) {
    StringBuilder mutated = new StringBuilder(text);
    int at = random.nextInt(mutated.length());
    switch (random.nextInt(3)) {
      case 0 -> mutated.deleteCharAt(at);
      case 1 -> mutated.insert(at, (char) random.nextInt(0x250));
      default -> mutated.setLength(at);
    }
    return mutated.toString();
  }

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static void assertEndedWell(Typed typed, String input) {
    assertThat(typed.exitCode()).as(input).isIn(0, 2);
    boolean help = typed.err().startsWith("Usage: ");
    assertThat(typed.err().lines())
        .as(input)
        .allMatch(line -> help || line.startsWith("closewatch: "))
        .noneMatch(line -> line.contains("Exception") || line.contains("\tat "))
        .allMatch(line -> line.chars().noneMatch(c -> c < ' ' || c == 0x7f));
  }
}
