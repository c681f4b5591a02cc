package dev.closewatch.proxy.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.TrafficAnalyzer;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.finding.FindingSettings;
import dev.closewatch.analyzer.peer.PeerView;
import dev.closewatch.analyzer.peer.RuleSettings;
import dev.closewatch.analyzer.sketch.ItemHash;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.PrivacyConfig;
import dev.closewatch.proxy.config.PrivacyMode;
import dev.closewatch.proxy.config.UnmatchedPaths;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.observe.EventSink;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HidingSinkTest {
  private static final PrivacyConfig HASH = config(PrivacyMode.HASH);
  private static final String ALICE = "203.0.113.7";

  private final List<Opening> opened = new ArrayList<>();
  private final List<CloseEvent> closed = new ArrayList<>();
  private final List<HandshakeEvent> refused = new ArrayList<>();
  private final EventSink last =
      new EventSink() {
        @Override
        public void opened(Opening opening) {
          opened.add(opening);
        }

        @Override
        public void closed(CloseEvent event) {
          closed.add(event);
        }

        @Override
        public void notUpgraded(HandshakeEvent event) {
          refused.add(event);
        }
      };

  private static PrivacyConfig config(PrivacyMode mode) {
    return new PrivacyConfig(mode, Optional.empty(), List.of(), UnmatchedPaths.KEEP, false);
  }

  private static HidingSink sink(EventSink next, PrivacyConfig config) {
    return new HidingSink(next, config, PrivacyKey.of(config), Duration.ofHours(1));
  }

  private static Opening at(Instant openedAt, String id) {
    Opening any = SampleEvents.opening(id, null, ALICE);
    return new Opening(
        id,
        null,
        any.proxy(),
        any.route(),
        openedAt,
        Duration.between(Instant.EPOCH, openedAt).toNanos(),
        new Opening.Client(ALICE, ALICE, "agent of alice@example.com"),
        any.service(),
        any.request(),
        any.reservedBits());
  }

  @Test
  void plain_anEventWithNothingToHide_isTheSame() {
    HidingSink sink = sink(last, PrivacyConfig.DEFAULTS);
    CloseEvent event = SampleEvents.close();
    sink.opened(event.opening());
    sink.closed(event);

    assertThat(opened).containsExactly(event.opening());
    assertThat(closed).containsExactly(event);
  }

  @Test
  void plain_aTokenForASubprotocol_isHiddenAllTheSame() {
    Opening any = SampleEvents.opening("c-1", null, ALICE);
    Opening opening =
        new Opening(
            any.id(),
            null,
            any.proxy(),
            any.route(),
            any.openedAt(),
            any.openedNanos(),
            any.client(),
            any.service(),
            new Opening.Request("h", "/p", null, "9fA8bC7dE6fG5hI4jK3l", List.of()),
            any.reservedBits());

    assertThat(sink(last, PrivacyConfig.DEFAULTS).shown(opening).request().subprotocol())
        .isEqualTo("(token)");
  }

  @Test
  void hash_aClose_namesNobodyInAnyOfItsTexts() {
    HidingSink sink = sink(last, HASH);
    Opening opening = at(Instant.parse("2026-03-01T12:00:00Z"), "c-1");
    CloseEvent event =
        SampleEvents.builder()
            .opening(opening)
            .end(Initiator.SERVICE, 1008, CloseKind.POLICY)
            .policy(PolicyCause.AUTH)
            .reason("token of alice@example.com, from 203.0.113.7, expired")
            .build();
    sink.opened(opening);
    sink.closed(event);

    assertThat(closed.toString()).doesNotContain("alice").doesNotContain(ALICE);
    assertThat(closed.get(0).reason()).isEqualTo("token of (email), from (address), expired");
    assertThat(closed.get(0).opening()).isEqualTo(opened.get(0));
    assertThat(opened.get(0).client().peer()).startsWith("address#");
    assertThat(opened.get(0).client().address()).isEqualTo(opened.get(0).client().peer());
  }

  @Test
  void hash_aHandshake_namesNobody() {
    sink(last, HASH).notUpgraded(SampleEvents.handshake(HandshakeOutcome.REFUSED, 403));

    HandshakeEvent plain = SampleEvents.handshake(HandshakeOutcome.REFUSED, 403);
    assertThat(refused.get(0).peer()).startsWith("address#");
    assertThat(refused.toString()).doesNotContain(plain.peer()).doesNotContain(plain.address());
  }

  @Test
  void hash_aConnectionOfManyDays_hasOneNameUntilItsEnd() {
    HidingSink sink = sink(last, HASH);
    Opening old = at(Instant.parse("2026-03-01T12:00:00Z"), "c-1");
    sink.opened(old);
    sink.opened(at(Instant.parse("2026-03-04T12:00:00Z"), "c-2"));

    assertThat(sink.shown(old)).isEqualTo(opened.get(0));
    sink.closed(SampleEvents.builder().opening(old).build());
    assertThat(closed.get(0).opening()).isEqualTo(opened.get(0));
    assertThat(opened.get(1).client().peer()).isNotEqualTo(opened.get(0).client().peer());
  }

  /** Three policy closes, a minute apart, with midnight between them: one peer, and flagged. */
  @Test
  void hash_offencesOnBothSidesOfMidnight_countForOnePeer() {
    TrafficAnalyzer analyzer =
        new TrafficAnalyzer(RuleSettings.DEFAULTS, FindingSettings.DEFAULTS, new ItemHash(1, 2), 0);
    EventSink judge =
        new EventSink() {
          @Override
          public void opened(Opening opening) {
            analyzer.opened(opening);
          }

          @Override
          public void closed(CloseEvent event) {
            analyzer.closed(event);
          }

          @Override
          public void notUpgraded(HandshakeEvent event) {}
        };
    HidingSink sink = sink(judge, HASH);
    Instant start = Instant.parse("2026-03-01T23:58:30Z");
    for (int i = 0; i < 3; i++) {
      Opening opening = at(start.plusSeconds(60L * i), "c-" + i);
      sink.opened(opening);
      sink.closed(
          SampleEvents.builder()
              .opening(opening)
              .end(Initiator.SERVICE, 1008, CloseKind.POLICY)
              .policy(PolicyCause.AUTH)
              .duration(Duration.ofSeconds(1))
              .build());
    }
    List<PeerView> clients =
        analyzer
            .peers()
            .views(
                peer -> peer.id().side() == Sender.CLIENT,
                Comparator.comparing(PeerView::firstSeen),
                10);
    assertThat(clients).hasSize(1);
    assertThat(clients.get(0).flags())
        .anyMatch(flag -> flag.rule().label().equals("policy_offender"));
  }
}
