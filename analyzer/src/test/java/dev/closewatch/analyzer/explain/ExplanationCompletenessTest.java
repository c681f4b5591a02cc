package dev.closewatch.analyzer.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.ProxyClose;
import dev.closewatch.analyzer.event.CloseEvent.TcpEnd;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever an event says, even what cannot be, gets a whole sentence in each language. */
class ExplanationCompletenessTest {
  private static final List<String> USER_AGENTS =
      Arrays.asList(
          null,
          "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
          "okhttp/4.12.0",
          "Python/3.11 aiohttp/3.8.4",
          "undici",
          "QuoteBot/1.0");
  private static final List<String> REASONS =
      List.of(
          "",
          "slow down",
          "\u202e\u0000",
          "x".repeat(123),
          "{side}",
          "the \"limit\" of this service was reached, so please come back a little later");

  @Test
  void of_everyInitiatorKindAndReply_isAWholeSentence() {
    Set<String> sentences = new HashSet<>();
    Random random = new Random(3);
    for (Initiator initiator : Initiator.values()) {
      for (CloseKind kind : CloseKind.values()) {
        for (Reply reply : Reply.values()) {
          for (int i = 0; i < 40; i++) {
            sentences.addAll(checked(event(initiator, kind, reply, random)));
          }
        }
      }
    }
    assertThat(sentences).hasSizeGreaterThan(2_000);
  }

  @Test
  void phrases_eachInBothLanguages_areUsed() {
    Set<String> sentences = new HashSet<>();
    Random random = new Random(5);
    for (int i = 0; i < 60_000; i++) {
      CloseEvent event =
          event(
              any(Initiator.values(), random),
              any(CloseKind.values(), random),
              any(Reply.values(), random),
              random);
      sentences.addAll(checked(event));
    }
    for (ExplanationTest.Row row : ExplanationTest.table()) {
      sentences.add(row.english());
      sentences.add(row.vietnamese());
    }
    for (Lang lang : Lang.values()) {
      for (Phrase phrase : Phrase.values()) {
        String telling =
            Arrays.stream(Phrases.in(lang).text(phrase).split("\\{\\w+}"))
                .max(Comparator.comparingInt(String::length))
                .orElseThrow()
                .strip();
        assertThat(sentences)
            .as(phrase.key() + " in " + lang)
            .anyMatch(sentence -> sentence.contains(telling));
      }
    }
  }

  private static Set<String> checked(CloseEvent event) {
    return Arrays.stream(Lang.values())
        .map(lang -> checked(event, Explanation.of(event, lang)))
        .collect(Collectors.toSet());
  }

  private static String checked(CloseEvent event, String sentence) {
    assertThat(sentence)
        .as("%s", event)
        .isNotBlank()
        .hasSizeLessThanOrEqualTo(290)
        .endsWith(".")
        .doesNotContain("null", "  ", "-1", ";;", "..", " ;", " ,", "( ", " )")
        .contains("; ");
    String unquoted = sentence.replaceAll("\"[^\"]*\"", "");
    assertThat(unquoted).doesNotContain("{", "}").doesNotContain(". ");
    assertThat(unquoted.chars().filter(c -> c == '"')).isEmpty();
    char first = sentence.charAt(0);
    assertThat(Character.isUpperCase(first) || sentence.startsWith("closewatch ")).isTrue();
    return sentence;
  }

  private static CloseEvent event(Initiator initiator, CloseKind kind, Reply reply, Random random) {
    EndedConnection connection = new EndedConnection();
    connection.initiator = initiator;
    connection.kind = kind;
    connection.code = code(kind, random);
    connection.reply = reply;
    connection.reason = any(REASONS, random);
    connection.userAgent = any(USER_AGENTS, random);
    connection.extensions = random.nextBoolean() ? List.of() : List.of("x-test");
    connection.clientSees = seen(random);
    connection.serviceSees = seen(random);
    connection.clientClose = close(random);
    connection.serviceClose = close(random);
    connection.unansweredNanos = random.nextBoolean() ? null : random.nextLong(20_000_000_000L);
    connection.tcpEnd = new TcpEnd(any(TcpEndBy.values(), random), any(TcpEndHow.values(), random));
    connection.cutIn = random.nextBoolean() ? CutIn.NONE : any(CutIn.values(), random);
    connection.client = side(random);
    connection.service = side(random);
    if (random.nextInt(3) == 0) {
      connection.unreadable.addAll(
          random.nextBoolean() ? List.of(Sender.values()) : List.of(Sender.SERVICE));
    }
    if (random.nextInt(3) > 0) {
      connection.proxyClose =
          new ProxyClose(
              any(ProxyCloseReason.values(), random), random.nextBoolean(), random.nextBoolean());
    }
    if (kind == CloseKind.POLICY || (kind == CloseKind.PRIVATE && random.nextBoolean())) {
      connection.policy = policy(random);
    }
    if (random.nextInt(3) == 0) {
      Sender sender = any(Sender.values(), random);
      connection.violations.add(
          new ViolationCount(sender, any(Violation.values(), random), 1 + random.nextInt(9)));
    }
    return connection.build();
  }

  private static int code(CloseKind kind, Random random) {
    return switch (kind) {
      case NORMAL -> 1000;
      case GOING_AWAY -> 1001;
      case PROTOCOL_ERROR -> 1002;
      case UNSUPPORTED_DATA -> 1003;
      case EMPTY -> 1005;
      case RESERVED -> random.nextBoolean() ? 1005 : 1006;
      case ABNORMAL -> 1006;
      case INVALID_PAYLOAD -> 1007;
      case POLICY -> 1008;
      case TOO_BIG -> 1009;
      case MISSING_EXTENSION -> 1010;
      case INTERNAL_ERROR -> 1011;
      case SERVICE_RESTART -> 1012;
      case TRY_AGAIN_LATER -> 1013;
      case BAD_GATEWAY -> 1014;
      case UNASSIGNED -> 2999;
      case REGISTERED -> random.nextBoolean() ? 3000 + random.nextInt(10) : 3999;
      case PRIVATE -> 4401;
      case OUT_OF_RANGE -> 65_535;
      case MALFORMED, UNOBSERVED -> Close.NO_CODE;
    };
  }

  private static Close close(Random random) {
    CloseKind kind = any(CloseKind.values(), random);
    return !kind.onWire() || random.nextInt(3) == 0
        ? null
        : new Close(code(kind, random), kind, any(REASONS, random));
  }

  private static Seen seen(Random random) {
    return new Seen(any(List.of(Close.NO_CODE, 1000, 1001, 1005, 1006), random), "");
  }

  private static Abnormal.Side side(Random random) {
    long idleNanos = random.nextBoolean() ? random.nextLong(4_000_000_000_000L) : 60_000_000_000L;
    return new Abnormal.Side(idleNanos, random.nextInt(3) / 2, random.nextInt(2) * 17L);
  }

  private static PolicyVerdict policy(Random random) {
    return new PolicyVerdict(
        any(PolicyCause.values(), random),
        any(CauseBasis.values(), random),
        new PolicyVerdict.Evidence(
            "", random.nextInt(99), 99, random.nextLong(90_000_000_000L), null));
  }

  private static <E> E any(E[] values, Random random) {
    return values[random.nextInt(values.length)];
  }

  private static <E> E any(List<E> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }
}
