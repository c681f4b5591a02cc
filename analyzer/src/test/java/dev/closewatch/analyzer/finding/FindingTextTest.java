package dev.closewatch.analyzer.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.FindingName;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a finding says to people: who has to act, and what to do. */
class FindingTextTest {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:01Z");

  @Test
  void massClose_byTheServicesSide_asksTheServicesOperator() {
    assertThat(english(massClose("none", "abnormal", "service")))
        .isEqualTo(
            "At 2026-03-01T12:00:01Z, 120 connections of route chat (60% of those open) from 118"
                + " client peers ended within one second in the same way: the service's side ended"
                + " TCP without a Close. Whoever runs the service, or a proxy between closewatch and"
                + " it, should look for a restart or a crash at that time, and have it send Close"
                + " 1001 or 1012 before it stops.");
  }

  @Test
  void massClose_byTheClientsSide_asksForWhatStandsBefore() {
    assertThat(english(massClose("none", "abnormal", "client")))
        .contains("the client's side ended TCP without a Close. Whoever runs what stands before")
        .endsWith("no single client is to blame.");
  }

  @Test
  void massClose_ofOurOwn_isNobodysFault() {
    assertThat(english(massClose("proxy", "going_away", "proxy")))
        .endsWith(
            "closewatch itself ended them. If this was a planned drain of closewatch, nothing is to"
                + " be done.");
  }

  @Test
  void idleTimer_namesTheTimerAndWhoSetsIt() {
    assertThat(english(idleTimer("idle", "service", 0)))
        .isEqualTo(
            "On route chat, the service's side ended 42 connections after 60 s without a byte from"
                + " either side, by a FIN: 35% of all that it ended without a Close. Whoever runs the"
                + " service, or a proxy between closewatch and it, should look for a timer of 60 s"
                + " (the default of nginx, proxy_read_timeout) and set it longer, or have the service"
                + " send a ping every 30 s.");
    assertThat(vietnamese(idleTimer("client_idle", "client", 0)))
        .isEqualTo(
            "Trên route chat, phía client đã kết thúc 42 kết nối sau 60 giây không có byte nào từ"
                + " client, bằng FIN: chiếm 35% số kết nối mà phía này kết thúc không có Close. Người"
                + " vận hành những gì đứng trước closewatch (load balancer, ingress, NAT), hoặc phía"
                + " client, nên tìm thời hạn 60 giây (giá trị mặc định của nginx, proxy_read_timeout)"
                + " và đặt dài hơn, hoặc cho client gửi ping mỗi 30 giây.");
  }

  @Test
  void idleTimer_ofAges_isALimitOnLife() {
    assertThat(english(idleTimer("age", "service", 0)))
        .contains("at an age of 60 s, in use or not")
        .contains("on the life of a connection");
  }

  @Test
  void idleTimer_ofPeersThatAnswerNoPings_isAHeartbeat() {
    assertThat(english(idleTimer("client_idle", "service", 40)))
        .contains("had left pings unanswered")
        .doesNotContain("set it longer");
  }

  @Test
  void codeStripping_namesTheSideAndTheStacks() {
    assertThat(english(stripping("client", "first", List.of("okhttp", "jdk"))))
        .isEqualTo(
            "On route chat, 12 of 32 Closes (38%) that 9 peers started came without a code, though"
                + " their stacks (okhttp, jdk) always send one. Whoever runs a proxy or gateway"
                + " between these clients and closewatch should have it pass Closes on unchanged.");
    assertThat(english(stripping("client", "first", List.of("okhttp"))))
        .endsWith("check first whether a new version of it does this.");
    assertThat(english(stripping("client", "answer", List.of("chrome"))))
        .contains("clients answered 12 of 32 Closes that had a code (38%) with an empty one")
        .contains("(stacks: chrome)");
    assertThat(english(stripping("service", "answer", List.of("chrome"))))
        .contains("the service answered 12 of 32 Closes")
        .contains("whoever runs the service");
  }

  @Test
  void outliers_giveBothFigures() {
    assertThat(english(outlier(FindingName.OUTLIER_INSTANCE, "instance", "echo-3:9000", 7)))
        .isEqualTo(
            "On route chat, 12 of 60 connections of instance echo-3:9000 ended badly (20%), against 3"
                + " of 700 (0.4%) of the other instances. Whoever runs the service should take this"
                + " instance out, and compare its log, version and load with the others'.");
    assertThat(english(outlier(FindingName.OUTLIER_STACK, "stack", "okhttp", 7)))
        .contains("of okhttp clients ended badly (20%), against 3 of 700 (0.4%)")
        .endsWith("try to reproduce it with this stack alone.");
    assertThat(english(outlier(FindingName.OUTLIER_STACK, "stack", "unknown", 1)))
        .contains("of clients without a User-Agent")
        .endsWith("look at that peer rather than at the stack.");
    assertThat(vietnamese(outlier(FindingName.OUTLIER_STACK, "stack", "okhttp", 7)))
        .contains("(0,4%)");
  }

  @Test
  void collapsedIdentity_namesTheOption() {
    assertThat(english(collapsed("--trusted-proxies 10.0.0.1", "--peer-by header:NAME")))
        .isEqualTo(
            "95% of 200 connections seem to come from 10.0.0.1: a proxy in front hides who the"
                + " clients are, and no client is flagged meanwhile. Whoever runs closewatch should"
                + " start it with --trusted-proxies 10.0.0.1; or with --peer-by header:NAME. Trust an"
                + " address only if the proxy there is your own.");
    assertThat(english(collapsed("--peer-by header:NAME")))
        .endsWith("The identity that is set now does not tell clients apart.");
  }

  @Test
  void textsOfPeers_cannotBreakASentence() {
    Finding finding =
        finding(
            FindingName.OUTLIER_INSTANCE,
            new Evidence().with("instance", "a\nb\u001b[31m\u202e").with("closes", 1));

    assertThat(english(finding)).contains("instance a?b?[31m? ended").doesNotContain("\n");
  }

  @ParameterizedTest
  @EnumSource(FindingName.class)
  void everyFinding_hasATextInEachLanguage_evenWithNoEvidence(FindingName name) {
    Finding finding = finding(name, new Evidence());

    for (Lang language : Lang.values()) {
      assertThat(FindingText.of(finding, language)).isNotBlank().endsWith(".");
    }
    assertThat(english(finding)).isNotEqualTo(vietnamese(finding));
  }

  /** Each way, side and sort once: no text may be left without an end or with a gap. */
  @Test
  void everyVariant_inEachLanguage_isWhole() {
    for (Lang language : Lang.values()) {
      for (Initiator initiator : Initiator.values()) {
        for (TcpEndBy by : TcpEndBy.values()) {
          assertWhole(massClose(initiator.label(), "going_away", by.label()), language);
        }
      }
      for (IdleMeasure measure : IdleMeasure.values()) {
        for (String side : List.of("client", "service")) {
          assertWhole(idleTimer(measure.label(), side, 0), language);
          assertWhole(idleTimer(measure.label(), side, 42), language);
        }
      }
    }
  }

  /** Figures must not change with the machine's language: Arabic has digits of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "de-DE", "vi-VN"})
  void texts_inAnyLocale_areTheSame(String tag) {
    Finding finding = idleTimer("idle", "service", 0);
    String expected = english(finding);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(tag));
      assertThat(english(finding)).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static void assertWhole(Finding finding, Lang language) {
    assertThat(FindingText.of(finding, language))
        .endsWith(".")
        .doesNotContain("  ")
        .doesNotContain("()")
        .doesNotContain("..")
        .doesNotContain("null");
  }

  private static Finding massClose(String initiator, String kind, String endedBy) {
    return finding(
        FindingName.MASS_CLOSE,
        new Evidence()
            .with("at", AT)
            .with("closes", 120)
            .with("peers", 118)
            .with("shareOfOpen", 0.6)
            .with("initiator", initiator)
            .with("kind", kind)
            .with("endedBy", endedBy));
  }

  private static Finding idleTimer(String measure, String endedBy, long withUnansweredPings) {
    return finding(
        FindingName.IDLE_TIMER,
        new Evidence()
            .with("seconds", 60)
            .with("measure", measure)
            .with("endedBy", endedBy)
            .with("how", "fin")
            .with("closes", 42)
            .with("share", 0.35)
            .with("withUnansweredPings", withUnansweredPings)
            .with("defaultOf", List.of("nginx, proxy_read_timeout")));
  }

  private static Finding stripping(String side, String closes, List<String> stacks) {
    return finding(
        FindingName.CODE_STRIPPING,
        new Evidence()
            .with("side", side)
            .with("closes", closes)
            .with("empty", 12)
            .with("withCode", 20)
            .with("share", 12.0 / 32)
            .with("peers", 9)
            .with("stacks", stacks));
  }

  private static Finding outlier(FindingName name, String word, String subject, long peers) {
    return finding(
        name,
        new Evidence()
            .with(word, subject)
            .with("closes", 60)
            .with("bad", 12)
            .with("share", 0.2)
            .with("restCloses", 700)
            .with("restBad", 3)
            .with("restShare", 3.0 / 700)
            .with("peers", peers));
  }

  private static Finding collapsed(String... options) {
    return finding(
        FindingName.IDENTITY_COLLAPSED,
        new Evidence()
            .with("addresses", List.of("10.0.0.1"))
            .with("share", 0.95)
            .with("connections", 200)
            .with("options", List.of(options)));
  }

  private static Finding finding(FindingName name, Evidence evidence) {
    Map<String, Object> values = evidence.values();
    return new Finding(name, "chat", AT, AT, values);
  }

  private static String english(Finding finding) {
    return FindingText.of(finding, Lang.EN);
  }

  private static String vietnamese(Finding finding) {
    return FindingText.of(finding, Lang.VI);
  }
}
