package dev.closewatch.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which of a name's addresses are tried, and in which order. */
class LastAddressesTest {
  private static final InetSocketAddress A = new InetSocketAddress("192.0.2.1", 80);
  private static final InetSocketAddress B = new InetSocketAddress("192.0.2.2", 80);
  private static final InetSocketAddress C = new InetSocketAddress("192.0.2.3", 80);

  private final LastAddresses last = new LastAddresses();
  private long nowNanos = 1_000;

  private List<InetSocketAddress> order() {
    return last.inOrder(nowNanos);
  }

  private void pass(long seconds) {
    nowNanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void inOrder_again_beginsWithTheNext() {
    last.answered(List.of(A, B, C), nowNanos);

    assertThat(List.of(order(), order(), order(), order()))
        .containsExactly(List.of(A, B, C), List.of(B, C, A), List.of(C, A, B), List.of(A, B, C));
  }

  @Test
  void inOrder_failedOnes_comeLastForHalfAMinute() {
    last.answered(List.of(A, B, C), nowNanos);
    last.failed(A, nowNanos);
    pass(29);
    assertThat(order()).containsExactly(B, C, A);
    pass(1);
    assertThat(List.of(order(), order(), order())).contains(List.of(A, B, C));

    last.failed(B, nowNanos);
    last.reached(B);
    assertThat(List.of(order(), order(), order())).contains(List.of(B, C, A));
  }

  @Test
  void usable_withoutAnAnswer_forFiveMinutes() {
    assertThat(last.usable(nowNanos)).isFalse();
    last.answered(List.of(A), nowNanos);
    pass(299);
    assertThat(last.usable(nowNanos)).isTrue();
    pass(1);
    assertThat(last.usable(nowNanos)).isFalse();
  }

  @Test
  void gone_name_leavesNothing() {
    last.answered(List.of(A, B), nowNanos);
    last.gone();

    assertThat(last.usable(nowNanos)).isFalse();
    assertThat(order()).isEmpty();
  }

  @Test
  void answered_withVeryMany_keepsSixtyFour() {
    last.answered(
        IntStream.range(0, 1_000).mapToObj(i -> new InetSocketAddress("192.0.2.1", i)).toList(),
        nowNanos);

    assertThat(order()).hasSize(64);
  }
}
