package dev.closewatch.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrowdsGoneTest {
  private final CrowdsGone crowds = new CrowdsGone();

  @Test
  void look_crowdThatIsStillLeaving_waitsUntilItHasGone() {
    assertThat(crowds.look(9_000)).isFalse();
    assertThat(crowds.look(4_000)).isFalse();
    assertThat(crowds.look(10)).isFalse();
    assertThat(crowds.look(10)).isTrue();
    assertThat(crowds.look(10)).as("once for each crowd").isFalse();
  }

  @Test
  void look_eachFurtherCrowd_isToldAgain() {
    for (int crowd = 0; crowd < 3; crowd++) {
      assertThat(crowds.look(9_000)).isFalse();
      assertThat(crowds.look(0)).isFalse();
      assertThat(crowds.look(0)).isTrue();
    }
  }

  @Test
  void look_ordinaryComingAndGoing_isNoCrowd() {
    CrowdsGone few = new CrowdsGone();
    few.look(999);
    few.look(0);
    assertThat(few.look(0)).isFalse();
    CrowdsGone less = new CrowdsGone();
    less.look(100_000);
    less.look(60_000);
    assertThat(less.look(60_000)).as("less than half").isFalse();
  }
}
