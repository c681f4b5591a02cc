package dev.closewatch.proxy.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.peer.Flag;
import dev.closewatch.analyzer.peer.PeerId;
import dev.closewatch.analyzer.peer.PeerView;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.observe.ObservedClose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerReportTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant NOW = NOON.plus(Duration.ofMinutes(30));

  @Test
  void page_ofABotInAPolicyLoop_isTheExampleInTheDocumentation() throws IOException {
    List<ObservedClose> closes = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      Instant at = NOON.plusSeconds(840 - 60L * i);
      closes.add(policyClose("req-" + (4214 - i), "acme-bot/2.1", "token expired", at));
    }

    String page =
        PeerReport.of(
            client(
                "203.0.113.7",
                false,
                Map.of(CloseKind.POLICY, 14L),
                flag(
                    Rule.POLICY_OFFENDER,
                    14,
                    "policyCloses",
                    5,
                    "closes",
                    5,
                    "share",
                    1.0,
                    "windowSeconds",
                    300.0,
                    "route",
                    "chat",
                    "userAgent",
                    "acme-bot/2.1",
                    "lastConnection",
                    "edge-1-4214",
                    "lastCause",
                    "auth",
                    "lastReason",
                    "token expired"),
                flag(
                    Rule.POLICY_LOOP,
                    13,
                    "returns",
                    5,
                    "withinSeconds",
                    10.0,
                    "windowSeconds",
                    300.0,
                    "route",
                    "chat",
                    "userAgent",
                    "acme-bot/2.1",
                    "lastConnection",
                    "edge-1-4214")),
            closes,
            NOW);

    assertThat(Files.readString(Path.of("..", "docs", "peers.md")))
        .as("docs/peers.md shows this page:\n%s", page)
        .contains("```markdown\n" + page + "```\n");
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void page_ofEveryRule_saysWhatToChangeAndHowToCheck(Rule rule) {
    String page =
        PeerReport.of(client("203.0.113.7", false, Map.of(), flag(rule, 3)), List.of(), NOW);

    Advice advice = Advice.of(rule);
    assertThat(inOneLine(page))
        .contains(advice.seen())
        .contains("- " + advice.change().get(0))
        .contains("How to see that it is mended: " + advice.check());
    assertThat(page)
        .contains("### " + advice.title() + " (`" + rule.label() + "`)")
        .contains("| how often | 3 |");
  }

  @Test
  void page_withoutAFlag_holdsNothingAgainstIt() {
    String page =
        PeerReport.of(
            client("203.0.113.7", false, Map.of(CloseKind.NORMAL, 1L)),
            List.of(SampleEvents.observed(SampleEvents.close())),
            NOW);

    assertThat(inOneLine(page))
        .contains("Nothing is held against it now")
        .contains("1 `normal`")
        .contains("| 42.0 s |")
        .doesNotContain("What was seen", "What to change");
  }

  @Test
  void page_ofASharedPeer_saysThatItMayBeOfSeveral() {
    assertThat(inOneLine(PeerReport.of(client("203.0.113.7", true, Map.of()), List.of(), NOW)))
        .contains("**Many seem to stand behind this name**");
  }

  @Test
  void page_saysWhatThePeerIsToldBy() {
    assertThat(whoIs(new PeerId(Sender.CLIENT, "203.0.113.7"))).contains("its address: whatever");
    assertThat(whoIs(new PeerId(Sender.CLIENT, "2001:db8::/64"))).contains("its IPv6 network");
    assertThat(whoIs(new PeerId(Sender.CLIENT, "x-api-key#0123456789abcdef")))
        .contains("a keyed hash of what it sends as `x-api-key`");
    assertThat(inOneLine(whoIs(new PeerId(Sender.SERVICE, "10.0.0.5:9000"))))
        .contains("whoever runs this instance of the service")
        .contains("the address that the proxy connects to");
  }

  @Test
  void page_ofAnEmptyClose_doesNotMixItWith1005OnTheWire() {
    String page =
        PeerReport.of(
            client("p", false, Map.of()),
            List.of(
                started(1005, CloseKind.EMPTY),
                started(1005, CloseKind.RESERVED),
                started(1006, CloseKind.ABNORMAL),
                started(-1, CloseKind.MALFORMED)),
            NOW);

    assertThat(inOneLine(page))
        .contains("- 1005, `empty`: a Close with no code; legal")
        .containsPattern("- 1005, `reserved`: .*It must never be on the wire, and was")
        .contains("- 1006, `abnormal`: the connection ended with no Close")
        .contains("- none, `malformed`: ");
  }

  @Test
  void page_hasShortLinesForMail_butForItsTables() {
    String page =
        PeerReport.of(
            client("p", false, Map.of(), flag(Rule.VANISHER, 10), flag(Rule.ILLEGAL_CLOSE, 1)),
            List.of(),
            NOW);

    assertThat(page.lines())
        .filteredOn(line -> !line.startsWith("|"))
        .allMatch(l -> l.length() <= 96);
  }

  @Test
  void examples_areAtMostFive_andShowEachFlag() {
    List<ObservedClose> closes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      closes.add(policyClose("policy-" + i, "bot", "slow down", NOON.minusSeconds(i)));
    }
    closes.add(started(1005, CloseKind.EMPTY));

    List<CloseEvent> examples =
        Examples.of(
            new PeerId(Sender.CLIENT, "p"),
            List.of(flag(Rule.EMPTY_CLOSE_HABIT, 10), flag(Rule.POLICY_OFFENDER, 20)),
            closes);

    assertThat(examples).hasSize(5).doesNotHaveDuplicates();
    assertThat(examples).filteredOn(event -> event.kind() == CloseKind.EMPTY).hasSize(1);
    assertThat(examples).isSortedAccordingTo((a, b) -> b.closedAt().compareTo(a.closedAt()));
  }

  @Test
  void page_ofAHostilePeer_isBoundedAndHarmless() {
    String hostile = "`|</code><img src=x onerror=alert(1)>\n# [x](https://evil.example)\u202e";
    String text = hostile + "y".repeat(10_000);
    List<ObservedClose> closes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      closes.add(policyClose(i + text, i + text, text, NOON));
    }
    List<Flag> flags = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      flags.add(
          flag(
              rule,
              3,
              "userAgent",
              text,
              "lastReason",
              text,
              "lastViolations",
              List.of(text, "unmasked_frame"),
              "later",
              text));
    }

    String page =
        PeerReport.of(client(text, false, Map.of(), flags.toArray(Flag[]::new)), closes, NOW);

    assertThat(page).hasSizeLessThan(20_000);
    assertThat(page).doesNotContain("<", ">", "://", "\u202e", "\n# [", "](");
    assertThat(page.lines().filter(line -> line.startsWith("# "))).hasSize(1);
    for (String line : page.lines().toList()) {
      assertThat(line.chars().filter(c -> c == '`').count() % 2).as(line).isZero();
      if (line.startsWith("| `") || line.contains("| `")) {
        assertThat(line.replaceAll("`[^`]*`", "")).as(line).doesNotContain("img");
      }
    }
  }

  private static String inOneLine(String page) {
    return page.replaceAll("\\s+", " ");
  }

  private static String whoIs(PeerId id) {
    return PeerReport.of(
        new PeerView(id, 0, 0, Map.of(), false, NOON, NOON, List.of()), List.of(), NOW);
  }

  private static PeerView client(
      String name, boolean shared, Map<CloseKind, Long> closes, Flag... flags) {
    return new PeerView(
        new PeerId(Sender.CLIENT, name),
        15,
        1,
        closes,
        shared,
        NOON,
        NOON.plusSeconds(840),
        List.of(flags));
  }

  private static Flag flag(Rule rule, long count, Object... namesAndValues) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      evidence.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Flag(rule, NOON.plusSeconds(120), NOON.plusSeconds(840), count, evidence);
  }

  private static ObservedClose started(int code, CloseKind kind) {
    Initiator initiator = kind == CloseKind.ABNORMAL ? Initiator.NONE : Initiator.CLIENT;
    return SampleEvents.observed(
        SampleEvents.builder().end(initiator, code, kind).closedAt(NOON.minusSeconds(500)).build());
  }

  private static ObservedClose policyClose(
      String requestId, String userAgent, String reason, Instant at) {
    return SampleEvents.observed(
        SampleEvents.builder()
            .opening(opening(requestId, userAgent))
            .end(Initiator.SERVICE, 1008, CloseKind.POLICY)
            .reply(Reply.SAME, Duration.ofMillis(20))
            .policy(PolicyCause.AUTH)
            .reason(reason)
            .duration(Duration.ofMillis(1_250))
            .closedAt(at)
            .build());
  }

  private static Opening opening(String requestId, String userAgent) {
    return new Opening(
        "edge-1-7",
        requestId,
        new Opening.Observer("edge-1", "0.1.0"),
        "chat",
        NOON,
        0,
        new Opening.Client("203.0.113.7", "203.0.113.7", userAgent),
        new Opening.Service("10.0.0.5:9000"),
        new Opening.Request("chat.example", "/socket", null, null, List.of()),
        ReservedBits.NONE);
  }
}
