package dev.closewatch.analyzer.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.StackName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClientStacksTest {
  private static final ClientStacks STACKS = ClientStacks.shipped();

  record Case(String stack, String product, String userAgent) {}

  @ParameterizedTest
  @MethodSource("userAgents")
  void of_userAgentAsItIsSent_isItsStack(Case each) {
    ClientStack stack = STACKS.of(each.userAgent);
    assertThat(stack.name().label() + " " + stack.product())
        .isEqualTo(each.stack + " " + each.product);
  }

  @Test
  void userAgents_coverEachLineOfTheFileAndEachStack() {
    List<ClientStack> seen = userAgents().map(each -> STACKS.of(each.userAgent)).toList();
    assertThat(seen).containsAll(StackFile.read().stream().map(StackFile.Row::stack).toList());
    assertThat(seen.stream().map(ClientStack::name).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(StackName.values()).filter(name -> name != StackName.UNKNOWN).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node                         | usual",
        "undici                       | usual",
        "Dart/3.1 (dart:io)           | usual",
        "Tornado/6.2                  | usual",
        "AutobahnPython/22.7.1        | usual",
        "Python/3.11 websockets/10.4  | unusual",
        "Python/3.11 aiohttp/3.8.4    | unusual",
        "Java-http-client/17          | unusual",
        "okhttp/4.12.0                | unusual",
        "Vert.x/5.1.6                 | unusual",
        "Starscream/4.0.8             | unusual",
        "k6/0.54.0 (https://k6.io/)   | unusual",
        "Go-http-client/1.1           | unknown",
        "Quotes/5.1 CFNetwork/1568.200.51 Darwin/24.1.0 | unknown",
        "curl/8.14.1                  | unknown",
        "QuoteBot/1.0                 | unknown",
      })
  void of_stack_hasItsHabit(String userAgent, String habit) {
    assertThat(STACKS.of(userAgent).emptyClose().label()).isEqualTo(habit);
    assertThat(STACKS.of(userAgent).browser()).isFalse();
  }

  @Test
  void of_browsers_areBrowsersThatSendAnEmptyClose() {
    List<Case> browsers =
        userAgents()
            .filter(each -> List.of("chrome", "firefox", "safari").contains(each.stack))
            .toList();
    assertThat(browsers).hasSizeGreaterThan(15);
    assertThat(browsers)
        .allMatch(each -> STACKS.of(each.userAgent).browser())
        .allMatch(each -> STACKS.of(each.userAgent).emptyClose() == Habit.USUAL)
        .noneMatch(each -> STACKS.of(each.userAgent).answersByApplication());
  }

  @Test
  void of_okHttp_aloneAnswersByItsApplication() {
    List<ClientStack> stacks =
        StackFile.read().stream()
            .map(StackFile.Row::stack)
            .filter(ClientStack::answersByApplication)
            .toList();
    assertThat(stacks).containsExactly(STACKS.of("okhttp/4.12.0"));
  }

  @Test
  void of_noUserAgent_isUnknown() {
    assertThat(STACKS.of(null)).isEqualTo(ClientStack.UNKNOWN);
    assertThat(STACKS.of("")).isEqualTo(ClientStack.UNKNOWN);
    assertThat(STACKS.of(" \t ")).isEqualTo(ClientStack.UNKNOWN);
    assertThat(ClientStack.UNKNOWN.emptyClose()).isEqualTo(Habit.UNKNOWN);
  }

  @Test
  void of_anyCase_isTheSame() {
    assertThat(STACKS.of("OkHttp/4.12.0")).isEqualTo(STACKS.of("okhttp/4.12.0"));
    assertThat(STACKS.of("NODE")).isEqualTo(STACKS.of("node"));
    assertThat(STACKS.of("PYTHON/3.11 WEBSOCKETS/10.4").name())
        .isEqualTo(StackName.PYTHON_WEBSOCKETS);
  }

  @Test
  void of_namesInAnyOrder_isTheSame() {
    assertThat(STACKS.of("aiohttp/3.8.4 Python/3.11").name()).isEqualTo(StackName.AIOHTTP);
  }

  /** What is behind it could only make a difference to who tries to confuse. */
  @Test
  void of_text_isReadToItsFirst512Characters() {
    assertThat(STACKS.of("x".repeat(504) + " okhttp/4").name()).isEqualTo(StackName.OKHTTP);
    assertThat(STACKS.of("x".repeat(506) + " okhttp/4").name()).isEqualTo(StackName.OTHER);
    assertThat(STACKS.of("okhttp/4" + " x".repeat(100_000)).name()).isEqualTo(StackName.OKHTTP);
  }

  @Test
  void of_hostileText_isAStackAllTheSame() {
    List<String> pieces =
        List.of(
            "Mozilla",
            "Chrome",
            "/",
            "(",
            ")",
            ";",
            " ",
            "\0",
            "\u202e",
            "\uD83D",
            "İ",
            "ſ",
            "Vert.x",
            "\"node\"",
            "*",
            "5.0",
            "wv",
            ",",
            "\r\n",
            "|",
            "K6");
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(40);
      for (int j = 0; j < length; j++) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      assertThat(STACKS.of(text.toString())).as(text.toString()).isNotNull();
    }
  }

  @Test
  void of_lettersThatOnlyLookAlike_areNotTheSame() {
    assertThat(STACKS.of("\u212A6/0.54").product()).isEqualTo("other"); // the Kelvin sign
  }

  @Test
  void client_ofAnOpening_hasTheStackOfItsUserAgent() {
    assertThat(new Opening.Client("p", "a", "okhttp/4.12.0").stack().name())
        .isEqualTo(StackName.OKHTTP);
  }

  static Stream<Case> userAgents() {
    try (InputStream stream =
        Objects.requireNonNull(ClientStacksTest.class.getResourceAsStream("user-agents.txt"))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" \\| ", 3))
          .map(columns -> new Case(columns[0], columns[1], columns[2]));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
