package dev.closewatch.proxy.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Anything typed, anything in the environment: lines that begin with the product's name, and exit 0
 * or 2.
 *
 * <p>Input: text in UTF-8, an argument a line; a line NAME=VALUE that begins with CLOSEWATCH_ is a
 * variable.
 */
class CommandLineFuzzTest {
  @FuzzTest
  void anyArguments_endWellAndInLines(byte[] input) {
    String text = new String(input, UTF_8);
    List<String> lines = List.of(text.split("\n", -1));
    // Other files of the machine that it runs on are nobody's business here.
    if (lines.stream().anyMatch(line -> line.contains("/") && line.contains("config"))) {
      return;
    }
    Map<String, String> environment = new LinkedHashMap<>();
    lines.stream()
        .filter(line -> line.startsWith("CLOSEWATCH_") && line.contains("="))
        .forEach(
            line ->
                environment.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    environment.remove("CLOSEWATCH_CONFIG");
    String[] arguments =
        lines.stream().filter(line -> !line.startsWith("CLOSEWATCH_")).toArray(String[]::new);

    OneLineFaults.assertEndedWell(Typed.run(environment, new Typed.Recorder(), arguments));
  }
}
