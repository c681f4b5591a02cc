package dev.closewatch.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import dev.closewatch.analyzer.vocabulary.Violation;
import dev.closewatch.proxy.event.SampleEvents;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import dev.closewatch.proxy.observe.Limit;
import dev.closewatch.proxy.observe.RouteObserver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyMetersTest {
  private final RecordingSink sink = new RecordingSink();
  private final AtomicLong clock = new AtomicLong(Duration.ofDays(1).toNanos());
  private final ProxyMeters meters =
      new ProxyMeters(List.of("chat", "feed"), 2, Set.of(4242), "1.2.3", "cafe", sink, clock::get);
  private final RouteObserver first = meters.observer(0, "chat");
  private final RouteObserver second = meters.observer(1, "chat");

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void opened_onTwoLoops_isSummedUp() {
    first.opened(SampleEvents.close().opening(), Duration.ofMillis(3).toNanos());
    second.opened(SampleEvents.close().opening(), Duration.ofMillis(300).toNanos());

    Page page = Page.of(meters);
    String route = "route=\"chat\"";
    assertThat(page.sum("closewatch_connections_opened_total", route)).isEqualTo(2);
    assertThat(page.sum("closewatch_connections_active", route)).isEqualTo(2);
    assertThat(
            page.sum(
                "closewatch_handshakes_total", route, "outcome=\"upgraded\"", "status=\"101\""))
        .isEqualTo(2);
    assertThat(page.sum("closewatch_handshake_seconds_bucket", route, "le=\"0.005\"")).isEqualTo(1);
    assertThat(page.sum("closewatch_handshake_seconds_bucket", route, "le=\"0.5\"")).isEqualTo(2);
    assertThat(page.sum("closewatch_handshake_seconds_sum", route)).isEqualTo(0.303);
    assertThat(page.sum("closewatch_connections_opened_total", "route=\"feed\"")).isZero();
  }

  @Test
  void closed_byClient_countsTheCloseItsReplyAndItsDuration() {
    CloseEvent event =
        SampleEvents.builder()
            .end(Initiator.CLIENT, 1005, CloseKind.EMPTY)
            .reply(Reply.DIFFERENT, Duration.ofMillis(20))
            .ending(Ending.OTHER)
            .duration(Duration.ofSeconds(60))
            .build();
    first.opened(SampleEvents.close().opening(), 0);
    first.closed(event);

    Page page = Page.of(meters);
    assertThat(page.sum("closewatch_connections_active")).isZero();
    assertThat(
            page.sum(
                "closewatch_closes_total",
                "initiator=\"client\"",
                "code=\"1005\"",
                "kind=\"empty\""))
        .isEqualTo(1);
    assertThat(page.sum("closewatch_closes_total")).isEqualTo(1);
    String replier = "replier=\"service\"";
    assertThat(page.sum("closewatch_close_replies_total", replier, "reply=\"different\""))
        .isEqualTo(1);
    assertThat(page.sum("closewatch_close_handshake_seconds_bucket", replier, "le=\"0.025\""))
        .isEqualTo(1);
    assertThat(page.sum("closewatch_close_handshake_seconds_sum", replier)).isEqualTo(0.02);
    String ending = "ending=\"other\"";
    assertThat(page.sum("closewatch_connection_duration_seconds_bucket", ending, "le=\"31.0\""))
        .isZero();
    assertThat(page.sum("closewatch_connection_duration_seconds_bucket", ending, "le=\"61.0\""))
        .isEqualTo(1);
    assertThat(page.sum("closewatch_connection_duration_seconds_sum", ending)).isEqualTo(60);
    assertThat(sink.events).containsExactly(event);
  }

  @Test
  void closed_byNeitherSide_countsNoReply() {
    first.opened(SampleEvents.close().opening(), 0);
    first.closed(
        SampleEvents.builder()
            .end(Initiator.NONE, 1006, CloseKind.ABNORMAL)
            .ending(Ending.ABNORMAL)
            .build());

    Page page = Page.of(meters);
    assertThat(
            page.sum(
                "closewatch_closes_total",
                "initiator=\"none\"",
                "code=\"1006\"",
                "kind=\"abnormal\""))
        .isEqualTo(1);
    assertThat(page.sum("closewatch_close_replies_total")).isZero();
    assertThat(page.sum("closewatch_close_handshake_seconds_count")).isZero();
  }

  @Test
  void closed_withoutAClose_countsItsAnatomy() {
    first.opened(SampleEvents.close().opening(), 0);
    first.closed(
        SampleEvents.builder().abnormal(TcpEndBy.SERVICE, TcpEndHow.RESET, CutIn.MESSAGE).build());

    Page page = Page.of(meters);
    assertThat(
            page.sum(
                "closewatch_abnormal_closes_total",
                "ended_by=\"service\"",
                "how=\"reset\"",
                "cut_in=\"message\""))
        .isEqualTo(1);
    assertThat(page.sum("closewatch_abnormal_closes_total")).isEqualTo(1);
  }

  @Test
  void notUpgraded_refused_countsOutcomeAndStatusAndHandsTheEventOn() {
    HandshakeEvent event = SampleEvents.handshake(HandshakeOutcome.REFUSED, 403);
    first.notUpgraded(event);
    first.notUpgraded(SampleEvents.handshake(HandshakeOutcome.REFUSED, 418));
    first.notUpgraded(SampleEvents.handshake(HandshakeOutcome.CLIENT_GONE, 0));

    Page page = Page.of(meters);
    String refused = "outcome=\"refused\"";
    assertThat(page.sum("closewatch_handshakes_total", refused, "status=\"403\"")).isEqualTo(1);
    assertThat(page.sum("closewatch_handshakes_total", refused, "status=\"other\"")).isEqualTo(1);
    assertThat(
            page.sum("closewatch_handshakes_total", "outcome=\"client_gone\"", "status=\"none\""))
        .isEqualTo(1);
    assertThat(page.sum("closewatch_connections_opened_total")).isZero();
    assertThat(sink.events).hasSize(3).first().isSameAs(event);
  }

  @Test
  void live_eachEvent_countsInItsSeries() {
    first.frame(Sender.CLIENT, Opcode.TEXT);
    second.frame(Sender.CLIENT, Opcode.TEXT);
    first.closeFrame(Sender.SERVICE, new Close(1005, CloseKind.RESERVED, ""));
    first.violation(Sender.SERVICE, Violation.RESERVED_CLOSE_CODE);
    first.unobserved(UnobservedReason.SHED);
    first.relayed(Sender.CLIENT, 70_000);
    first.undelivered(Sender.SERVICE, 12);
    first.paused(Sender.CLIENT);
    second.paused(Sender.CLIENT);
    second.resumed(Sender.CLIENT);
    first.httpAnswered(204);
    first.httpAnswered(101);
    first.tapFailed();
    first.limitHit(Limit.HEAD_SIZE);

    Page page = Page.of(meters);
    String client = "sender=\"client\"";
    String service = "sender=\"service\"";
    assertThat(page.sum("closewatch_frames_total", client, "opcode=\"text\"")).isEqualTo(2);
    assertThat(page.sum("closewatch_frames_total")).isEqualTo(2);
    assertThat(
            page.sum(
                "closewatch_close_frames_total", service, "code=\"1005\"", "kind=\"reserved\""))
        .isEqualTo(1);
    assertThat(
            page.sum("closewatch_violations_total", service, "violation=\"reserved_close_code\""))
        .isEqualTo(1);
    assertThat(page.sum("closewatch_unobserved_connections_total", "reason=\"shed\"")).isEqualTo(1);
    assertThat(page.sum("closewatch_relayed_bytes_total", client)).isEqualTo(70_000);
    assertThat(page.sum("closewatch_undelivered_bytes_total", service)).isEqualTo(12);
    assertThat(page.sum("closewatch_paused_connections", "side=\"client\"")).isEqualTo(1);
    assertThat(page.sum("closewatch_http_requests_total", "status_class=\"2xx\"")).isEqualTo(1);
    assertThat(page.sum("closewatch_http_requests_total", "status_class=\"other\"")).isEqualTo(1);
    assertThat(page.sum("closewatch_tap_failures_total")).isEqualTo(1);
    assertThat(page.sum("closewatch_limit_hits_total", "limit=\"head_size\"")).isEqualTo(1);
  }

  @Test
  void closeFrame_ofUnusualCode_appearsWithItsFirst() {
    assertThat(Page.of(meters).has("closewatch_close_frames_total", "code=\"1004\"")).isFalse();

    first.closeFrame(Sender.CLIENT, new Close(1004, CloseKind.RESERVED, ""));
    first.closeFrame(Sender.CLIENT, new Close(4242, CloseKind.PRIVATE, ""));

    Page page = Page.of(meters);
    assertThat(page.sum("closewatch_close_frames_total", "code=\"1004\"")).isEqualTo(1);
    assertThat(page.sum("closewatch_close_frames_total", "code=\"4242\"")).isEqualTo(1);
  }

  @Test
  void closes_listedCode_isThereFromTheStart() {
    Page page = Page.of(meters);
    assertThat(page.has("closewatch_closes_total", "initiator=\"client\"", "code=\"4242\""))
        .isTrue();
    assertThat(page.has("closewatch_closes_total", "initiator=\"service\"", "code=\"4242\""))
        .isTrue();
  }

  @Test
  void connectionDuration_bounds_standJustAboveTheIdleTimers() {
    first.opened(SampleEvents.close().opening(), 0);
    first.closed(SampleEvents.close());
    List<String> bounds =
        Page.of(meters).all().stream()
            .filter(series -> series.startsWith("closewatch_connection_duration_seconds_bucket"))
            .filter(series -> series.contains("route=\"chat\"") && series.contains("\"clean\""))
            .map(series -> series.replaceAll(".*le=\"([^\"]*)\".*", "$1"))
            .toList();
    assertThat(bounds)
        .containsExactly(
            "1.0", "5.0", "11.0", "31.0", "61.0", "101.0", "121.0", "241.0", "301.0", "601.0",
            "901.0", "3601.0", "+Inf");
  }

  @Test
  void scrape_withoutAccept_isTextWithInfosAsGauges() {
    Scrape scrape = meters.scrape(null);
    assertThat(scrape.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(text(scrape))
        .contains("# TYPE closewatch_build_info gauge\n")
        .contains("\nclosewatch_build_info{version=\"1.2.3\"} 1\n")
        .contains("\nclosewatch_config_info{hash=\"cafe\"} 1\n")
        .contains("\nprocess_start_time_seconds ")
        .contains("\njvm_memory_used_bytes{");
  }

  @Test
  void scrape_openMetricsAccepted_isOpenMetrics() {
    Scrape scrape =
        meters.scrape("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.2");
    assertThat(scrape.contentType())
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(text(scrape))
        .contains("# TYPE closewatch_build info\n")
        .contains("\nclosewatch_build_info{version=\"1.2.3\"} 1\n")
        .contains("\nclosewatch_connections_opened_total{route=\"chat\"} 0.0\n")
        .endsWith("# EOF\n");
  }

  @Test
  void scrape_everyFamily_hasHelp() {
    Page page = Page.of(meters);
    assertThat(page.namesWith("HELP")).isEqualTo(page.namesWith("TYPE"));
  }

  @Test
  void scrape_ownTimes_bringNoGaugeOfTheLargest() {
    assertThat(Page.of(meters).all()).noneMatch(series -> series.matches(".*_seconds_max.*"));
  }

  @Test
  void eventLoopLag_reported_isShownForItsLoop() {
    meters.eventLoopLag(1, Duration.ofMillis(250).toNanos());

    Page page = Page.of(meters);
    assertThat(page.sum("closewatch_event_loop_lag_seconds", "loop=\"0\"")).isZero();
    assertThat(page.sum("closewatch_event_loop_lag_seconds", "loop=\"1\"")).isEqualTo(0.25);
  }

  @Test
  void totals_overAllRoutes_addUp() {
    RouteObserver feed = meters.observer(1, "feed");
    first.opened(SampleEvents.close().opening(), 0);
    first.opened(SampleEvents.close().opening(), 0);
    feed.opened(SampleEvents.close().opening(), 0);
    first.closed(SampleEvents.close());
    feed.closed(SampleEvents.builder().end(Initiator.SERVICE, 4242, CloseKind.PRIVATE).build());
    feed.notUpgraded(SampleEvents.handshake(HandshakeOutcome.TIMEOUT, 504));

    Totals totals = meters.totals();
    assertThat(totals.opened()).isEqualTo(3);
    assertThat(totals.active()).isEqualTo(1);
    assertThat(totals.notUpgraded()).isEqualTo(1);
    assertThat(totals.closes())
        .containsEntry(CloseKind.NORMAL, 1L)
        .containsEntry(CloseKind.PRIVATE, 1L);
    assertThat(totals.closes().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(2);
  }

  @Test
  void observer_ofUnknownLoopOrRoute_isRefused() {
    assertThatThrownBy(() -> meters.observer(2, "chat"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> meters.observer(0, "nowhere"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void create_routeNamedTwice_isRefused() {
    assertThatThrownBy(
            () -> new ProxyMeters(List.of("chat", "chat"), 1, Set.of(), "1", "x", sink).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chat");
  }

  private static String text(Scrape scrape) {
    return new String(scrape.body(), StandardCharsets.UTF_8);
  }
}
