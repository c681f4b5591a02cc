package dev.closewatch.analyzer.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The labels are a contract, and of the causes the order is as well. */
class PolicyCauseTest {
  @Test
  void labels_ofCausesAndBases_areTheseForGood() {
    assertThat(PolicyCause.values())
        .extracting(Labelled::label)
        .containsExactly(
            "rate",
            "auth",
            "origin",
            "request",
            "content",
            "size",
            "slow_consumer",
            "quota",
            "capacity",
            "conflict",
            "timeout",
            "banned",
            "outdated",
            "unknown");
    assertThat(CauseBasis.values())
        .extracting(Labelled::label)
        .containsExactly("reason", "code", "traffic", "none");
  }
}
