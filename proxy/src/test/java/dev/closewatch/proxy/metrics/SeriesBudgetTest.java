package dev.closewatch.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.StackName;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import dev.closewatch.analyzer.vocabulary.Violation;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.event.SampleEvents.CloseBuilder;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import dev.closewatch.proxy.observe.Limit;
import dev.closewatch.proxy.observe.RouteObserver;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a Prometheus has to keep for each route: bounded, whatever peers do. */
class SeriesBudgetTest {
  private static final int AT_REST = 300;
  private static final int AT_MOST = RouteMeters.MOST_SERIES - RouteMeters.OF_OTHERS;

  private static final Set<Integer> MOST_LISTED_CODES =
      IntStream.range(4000, 4000 + ProxyMeters.MAX_LISTED_CODES)
          .boxed()
          .collect(Collectors.toSet());

  /** Every border between two kinds, every code of a name, and some of the rest. */
  private static final int[] CODES =
      IntStream.concat(
              IntStream.of(Close.NO_CODE, 0, 1, 999, 2999, 3999, 4999, 5000, 0xFFFF),
              IntStream.of(1000, 3000, 4000).flatMap(from -> IntStream.range(from, from + 20)))
          .toArray();

  @Test
  void series_atRest_fitTheBudget() {
    try (ProxyMeters meters = meters(MOST_LISTED_CODES)) {
      assertThat(Page.of(meters).seriesOfRoute("default"))
          .isLessThanOrEqualTo(AT_REST - RouteMeters.OF_OTHERS);
    }
  }

  @Test
  void series_afterEverythingThatCanHappen_fitTheBudget() {
    try (ProxyMeters meters = meters(MOST_LISTED_CODES)) {
      everythingHappens(meters.observer(0, "default"));
      Page page = Page.of(meters);
      assertThat(page.seriesOfRoute("default")).isLessThanOrEqualTo(AT_MOST);
      assertThat(page.sum("closewatch_unaccounted_connections")).isZero();
      assertThat(page.sum("closewatch_closes_by_stack_total"))
          .isEqualTo(page.sum("closewatch_closes_total"));
    }
  }

  @Test
  void series_thatTheBudgetHasNoRoomFor_areCountedInTheOneThatStandsForThem() {
    try (ProxyMeters meters = meters(MOST_LISTED_CODES)) {
      RouteObserver observer = meters.observer(0, "default");
      everythingHappens(observer);
      double before = Page.of(meters).sum("closewatch_closes_total");
      double abnormal = Page.of(meters).sum("closewatch_abnormal_closes_total");
      everythingHappens(observer);
      Page page = Page.of(meters);
      assertThat(page.sum("closewatch_closes_total")).isEqualTo(2 * before);
      assertThat(page.sum("closewatch_closes_by_stack_total")).isEqualTo(2 * before);
      assertThat(abnormal).isEqualTo(36);
      assertThat(page.sum("closewatch_abnormal_closes_total")).isEqualTo(2 * abnormal);
    }
  }

  @Test
  void series_ofSecondRoute_areAsMany() {
    try (ProxyMeters meters =
        new ProxyMeters(List.of("a", "b"), 2, Set.of(), "1", "x", new RecordingSink())) {
      everythingHappens(meters.observer(0, "a"));
      everythingHappens(meters.observer(1, "b"));
      Page page = Page.of(meters);
      assertThat(page.seriesOfRoute("a")).isEqualTo(page.seriesOfRoute("b"));
    }
  }

  @Test
  void series_countedOnThePage_areThoseOfTheBudgetTable() {
    try (ProxyMeters meters = meters(Set.of())) {
      assertThat(Page.of(meters).seriesOfRoute("default")).isEqualTo(Budget.total().atRest());
      everythingHappens(meters.observer(0, "default"));
      assertThat(Page.of(meters).seriesOfRoute("default")).isEqualTo(Budget.total().atMost());
    }
  }

  private static ProxyMeters meters(Set<Integer> listedCodes) {
    return new ProxyMeters(List.of("default"), 1, listedCodes, "1", "x", new RecordingSink());
  }

  /** Every method with every combination of arguments, possible or not. */
  static void everythingHappens(RouteObserver observer) {
    for (CloseKind kind : CloseKind.values()) {
      for (int code : CODES) {
        closes(observer, code, kind);
      }
    }
    for (PolicyCause cause : PolicyCause.values()) {
      for (Initiator initiator : List.of(Initiator.CLIENT, Initiator.SERVICE)) {
        CloseBuilder close = SampleEvents.builder().end(initiator, 1008, CloseKind.POLICY);
        close(observer, close.policy(cause));
      }
    }
    for (TcpEndBy by : TcpEndBy.values()) {
      for (TcpEndHow how : TcpEndHow.values()) {
        for (CutIn cutIn : CutIn.values()) {
          close(observer, SampleEvents.builder().abnormal(by, how, cutIn));
        }
      }
    }
    for (Ending ending : Ending.values()) {
      close(observer, SampleEvents.builder().ending(ending));
    }
    for (Reply reply : Reply.values()) {
      for (Initiator initiator : List.of(Initiator.CLIENT, Initiator.SERVICE)) {
        CloseBuilder close = SampleEvents.builder().end(initiator, 1000, CloseKind.NORMAL);
        close(observer, close.reply(reply, Duration.ofMillis(1)));
      }
    }
    for (Sender sender : Sender.values()) {
      for (Opcode opcode : Opcode.values()) {
        observer.frame(sender, opcode);
      }
      for (Violation violation : Violation.values()) {
        observer.violation(sender, violation);
      }
      observer.relayed(sender, 1);
      observer.undelivered(sender, 1);
      observer.paused(sender);
    }
    for (UnobservedReason reason : UnobservedReason.values()) {
      observer.unobserved(reason);
    }
    for (Limit limit : Limit.values()) {
      observer.limitHit(limit);
    }
    observer.tapFailed();
    for (int status = -1; status <= 1000; status++) {
      observer.httpAnswered(status);
      for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
        observer.notUpgraded(SampleEvents.handshake(outcome, status));
      }
    }
  }

  private static void closes(RouteObserver observer, int code, CloseKind kind) {
    for (Sender sender : Sender.values()) {
      observer.closeFrame(sender, new Close(code, kind, ""));
    }
    for (Initiator initiator : Initiator.values()) {
      close(observer, SampleEvents.builder().end(initiator, code, kind));
    }
    for (StackName stack : StackName.values()) {
      for (Initiator initiator : Initiator.values()) {
        close(observer, SampleEvents.builder().stack(stack).end(initiator, code, kind));
      }
    }
  }

  private static void close(RouteObserver observer, CloseBuilder close) {
    observer.opened(SampleEvents.close().opening(), 1);
    observer.closed(close.build());
  }
}
