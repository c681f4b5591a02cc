package dev.closewatch.analyzer.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.FindingName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a proxy in front hides who the clients are, and for how long. */
class CollapsedIdentityTest {
  private final Findings findings = new Findings(FindingSettings.DEFAULTS);

  @Test
  void threeAddresses_with90PercentOf100Connections_hideTheClients() {
    identities(100, holds("10.0.0.1", 40), holds("10.0.0.2", 30), holds("2001:db8::/64", 20));

    assertThat(findings.identityCollapsed()).isTrue();
    Finding finding = findings.standing().get(0);
    assertThat(finding.name()).isEqualTo(FindingName.IDENTITY_COLLAPSED);
    assertThat(finding.route()).isEqualTo("*");
    assertThat(finding.evidence())
        .containsEntry("addresses", List.of("10.0.0.1", "10.0.0.2", "2001:db8::/64"))
        .containsEntry("share", 0.9)
        .containsEntry("held", 90L)
        .containsEntry("connections", 100L)
        .containsEntry(
            "options",
            List.of("--trusted-proxies 10.0.0.1,10.0.0.2,2001:db8::/64", "--peer-by header:NAME"));
  }

  @Test
  void lessThan100Connections_areTooFew() {
    identities(99, holds("10.0.0.1", 99));

    assertThat(findings.identityCollapsed()).isFalse();
    assertThat(findings.standing()).isEmpty();
  }

  @Test
  void lessThan90Percent_isNone() {
    identities(1000, holds("10.0.0.1", 400), holds("10.0.0.2", 300), holds("10.0.0.3", 199));

    assertThat(findings.identityCollapsed()).isFalse();
  }

  @Test
  void onlyThreeCount_andTheyMayComeInAnyOrder() {
    identities(100, holds("a", 22), holds("b", 23), holds("c", 23), holds("d", 23));
    assertThat(findings.identityCollapsed()).isFalse();

    identities(100, holds("b", 1), holds("10.0.0.1", 95), holds("c", 2), holds("d", 2));
    assertThat(findings.identityCollapsed()).isTrue();
  }

  @Test
  void finding_isGoneAtOnce_butForALittleHysteresis() {
    identities(100, holds("10.0.0.1", 90));
    identities(100, holds("10.0.0.1", 85));
    assertThat(findings.identityCollapsed()).isTrue();
    identities(80, holds("10.0.0.1", 80));
    assertThat(findings.identityCollapsed()).isTrue();

    identities(100, holds("10.0.0.1", 84));
    assertThat(findings.identityCollapsed()).isFalse();
    assertThat(findings.standing()).isEmpty();
    identities(100, holds("10.0.0.1", 89));
    assertThat(findings.identityCollapsed()).isFalse();
  }

  @Test
  void finding_withTooFewConnections_isGone() {
    identities(100, holds("10.0.0.1", 100));
    identities(79, holds("10.0.0.1", 79));

    assertThat(findings.identityCollapsed()).isFalse();
    identities(0);
    assertThat(findings.identityCollapsed()).isFalse();
  }

  @Test
  void finding_thatLasts_keepsWhenItWasFirstSeen_andOutlivesAnyLifetime() {
    findings.identities(List.of(holds("10.0.0.1", 100)), 100, Story.wall(0));
    findings.identities(List.of(holds("10.0.0.1", 120)), 120, Story.wall(Watch.minutes(60)));
    findings.advance(Story.nanos(Watch.minutes(90)));

    Finding finding = findings.standing().get(0);
    assertThat(finding.firstSeen()).isEqualTo(Story.wall(0));
    assertThat(finding.lastSeen()).isEqualTo(Story.wall(Watch.minutes(60)));
  }

  @Test
  void peersThatAreNoAddresses_cannotBeTrusted() {
    identities(100, holds("3f9ab0", 100));

    assertThat(findings.standing().get(0).evidence())
        .containsEntry("options", List.of("--peer-by header:NAME"));
  }

  private void identities(long connections, Holding... heaviest) {
    findings.identities(List.of(heaviest), connections, Story.wall(0));
  }

  private static Holding holds(String peer, long connections) {
    return new Holding(peer, connections);
  }
}
