package dev.closewatch.analyzer.finding;

import static dev.closewatch.analyzer.vocabulary.FindingName.MASS_CLOSE;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands, and for how long; closes come through {@link MassCloses} as in production. */
class FindingsTest {
  private final MassCloses massCloses = new MassCloses(FindingSettings.DEFAULTS);
  private final Findings findings = new Findings(FindingSettings.DEFAULTS);

  @Test
  void massClose_isAFindingWithItsFigures() {
    for (int i = 0; i < 30; i++) {
      massCloses.closed(Story.of(i).vanishes(SERVICE).at(10_000 + i * 10), 49 - i);
    }

    List<Finding> standing = at(12_000);
    assertThat(standing).hasSize(1);
    Finding finding = standing.get(0);
    assertThat(finding.name()).isEqualTo(MASS_CLOSE);
    assertThat(finding.route()).isEqualTo("chat");
    assertThat(finding.firstSeen()).isEqualTo(Story.wall(10_000));
    assertThat(finding.lastSeen()).isEqualTo(Story.wall(10_290));
    assertThat(finding.evidence().toString())
        .isEqualTo(
            "{at=2026-03-01T23:59:40Z, closes=30, peers=30, openBefore=50, shareOfOpen=0.6,"
                + " initiator=none, kind=abnormal, endedBy=service, closesInAll=30,"
                + " lastedSeconds=0.29}");
  }

  @Test
  void finding_standsUntilQuarterOfAnHourAfterItWasLastTrue() {
    deploy(10_000);
    assertThat(at(12_000)).hasSize(1);
    long last = 10_290;

    assertThat(at(last + Watch.minutes(15))).hasSize(1);
    assertThat(at(last + Watch.minutes(15) + 1_000)).isEmpty();
  }

  @Test
  void finding_thatBecomesTrueAgain_standsOnFromWhenItWasFirstSeen() {
    deploy(10_000);
    at(12_000);
    deploy(10_000 + Watch.minutes(10));
    List<Finding> standing = at(12_000 + Watch.minutes(10));

    assertThat(standing).hasSize(1);
    assertThat(standing.get(0).firstSeen()).isEqualTo(Story.wall(10_000));
    assertThat(standing.get(0).lastSeen()).isEqualTo(Story.wall(10_290 + Watch.minutes(10)));
    assertThat(standing.get(0).evidence())
        .containsEntry("at", Story.wall(10_000 + Watch.minutes(10)).toString());
    assertThat(at(10_290 + Watch.minutes(25))).hasSize(1);
  }

  @Test
  void finding_thatIsLookedForTooLate_doesNotStand() {
    deploy(10_000);

    assertThat(at(Watch.minutes(16))).isEmpty();
  }

  @Test
  void routes_areKeptApart() {
    for (int i = 0; i < 30; i++) {
      massCloses.closed(Story.of(i).on("a").vanishes(SERVICE).at(10_000 + i * 10), 49 - i);
      massCloses.closed(Story.of(i).on("b").closes(CLIENT, 1000).at(10_000 + i * 10), 49 - i);
      massCloses.closed(Story.of(i).on("c").closes(CLIENT, 1000).at(10_000 + i * 10), 999 - i);
    }

    assertThat(at(12_000)).extracting(Finding::route).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void massClosesOfTwoWays_areTwoFindings() {
    for (int i = 0; i < 60; i++) {
      Story story = Story.of(i);
      massCloses.closed(
          (i % 2 == 0 ? story.vanishes(SERVICE) : story.closes(SERVICE, 1001)).at(10_000 + i * 10),
          59 - i);
    }

    assertThat(at(12_000))
        .extracting(finding -> finding.evidence().get("kind"))
        .containsExactlyInAnyOrder("abnormal", "going_away");
  }

  @Test
  void standing_isAValueOfItsTime() {
    deploy(10_000);
    List<Finding> before = at(12_000);
    at(Watch.minutes(30));

    assertThat(before).hasSize(1);
  }

  @Test
  void nothing_isFoundInNothing() {
    assertThat(findings.standing()).isEmpty();
    assertThat(at(0)).isEmpty();
  }

  private void deploy(long millis) {
    for (int i = 0; i < 30; i++) {
      massCloses.closed(Story.of(i).vanishes(SERVICE).at(millis + i * 10L), 29 - i);
    }
  }

  private List<Finding> at(long millis) {
    massCloses.settle(Story.nanos(millis)).forEach(findings::closed);
    findings.advance(Story.nanos(millis));
    return findings.standing();
  }
}
