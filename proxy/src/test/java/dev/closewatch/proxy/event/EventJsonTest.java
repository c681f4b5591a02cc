package dev.closewatch.proxy.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.ProxyClose;
import dev.closewatch.analyzer.event.CloseEvent.TcpEnd;
import dev.closewatch.analyzer.event.CloseEvent.Traffic;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.traffic.DirectionCounts;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.Violation;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventJsonTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  @Test
  void line_closeByTheService_hasEveryField() throws IOException {
    assertSame(
        EventJson.line(SampleEvents.observed(closeByTheService(), Rule.POLICY_OFFENDER)),
        """
        {"schema":"closewatch.close/1","id":"c-7","requestId":"req-7",
         "proxy":{"instance":"edge-1","version":"0.1.0"},"route":"chat",
         "openedAt":"2026-03-01T12:00:00.000Z","closedAt":"2026-03-01T12:01:30.500Z",
         "client":{"peer":"203.0.113.7","address":"203.0.113.7","userAgent":"Mozilla/5.0",
           "stack":"other","cohort":null},
         "service":{"peer":"10.0.0.5:9000"},
         "request":{"host":"chat.example","path":"/socket","origin":"https://chat.example",
           "subprotocol":"chat","extensions":["permessage-deflate; client_max_window_bits"]},
         "initiator":"service","code":1008,"kind":"policy","reason":"slow down",
         "clientSees":{"code":1008,"reason":"slow down"},"serviceSees":{"code":1005,"reason":""},
         "clientClose":{"code":1005,"kind":"empty","reason":"","at":"2026-03-01T12:01:30.400Z"},
         "serviceClose":{"code":1008,"kind":"policy","reason":"slow down",
           "at":"2026-03-01T12:01:30.399Z"},
         "reply":"different","replySeconds":0.0015,"clean":true,
         "tcpEnd":{"by":"service","how":"fin"},"durationSeconds":90.5,
         "traffic":{
           "client":{"frames":4,"messages":3,"bytes":512,
             "byOpcode":{"text":3,"close":1},"pausedSeconds":0.25},
           "service":{"frames":0,"messages":0,"bytes":0,"byOpcode":{},"pausedSeconds":0}},
         "abnormal":null,"unreadable":[],"proxyClose":null,
         "policy":{"cause":"rate","basis":"reason","evidence":{"matched":"slow down",
           "messages1s":3,"messages10s":3,"ageSeconds":90.4,"sinceLastMessageSeconds":0.25}},
         "violations":[{"sender":"client","violation":"unmasked_frame","count":2}],
         "flags":["policy_offender"],
         "explanation":EXPLAINED,"weight":1}
        """
            .replace(
                "EXPLAINED",
                "\"The service closed with 1008 (\\\"slow down\\\") because the client sent too much or"
                    + " too fast (the client answered without a code); the client's developer"
                    + " should send less often, and wait longer before reconnecting.\""));
  }

  @Test
  void line_endWithNoClose_hasTheAnatomy() throws IOException {
    assertSame(
        EventJson.line(SampleEvents.observed(endWithNoClose())),
        """
        {"schema":"closewatch.close/1","id":"c-8","requestId":null,
         "proxy":{"instance":"edge-1","version":"0.1.0"},"route":"chat",
         "openedAt":"1969-12-31T23:59:59.999Z","closedAt":"2026-03-01T12:00:00.000Z",
         "client":{"peer":"p","address":"a","userAgent":null,"stack":"unknown","cohort":null},"service":{"peer":"s"},
         "request":{"host":null,"path":"/","origin":null,"subprotocol":null,"extensions":[]},
         "initiator":"proxy","code":null,"kind":"unobserved","reason":"",
         "clientSees":{"code":null,"reason":""},"serviceSees":{"code":1006,"reason":""},
         "clientClose":null,
         "serviceClose":{"code":null,"kind":"malformed","reason":"",
           "at":"2026-03-01T12:00:00.000Z"},
         "reply":"not_applicable","replySeconds":null,"clean":false,
         "tcpEnd":{"by":"proxy","how":"timeout"},"durationSeconds":100000,
         "traffic":{
           "client":{"frames":0,"messages":0,"bytes":0,"byOpcode":{},"pausedSeconds":0},
           "service":{"frames":0,"messages":0,"bytes":0,"byOpcode":{},"pausedSeconds":0}},
         "abnormal":{"cutIn":"close_frame","idleSeconds":{"client":0.000000001,"service":60},
           "unansweredPings":{"client":0,"service":3},
           "undeliveredBytes":{"client":17,"service":0}},
         "unreadable":["client","service"],
         "proxyClose":{"reason":"half_close","toClient":true,"toService":false},
         "policy":null,"violations":[],"flags":[],
         "explanation":EXPLAINED,"weight":1}
        """
            .replace(
                "EXPLAINED",
                "\"closewatch ended the connection, since nothing had come for long after one"
                    + " side's FIN, with 1001 to the client only; nothing to do.\""));
  }

  @Test
  void line_handshake_hasEveryField() throws IOException {
    assertSame(
        EventJson.line(SampleEvents.handshake(HandshakeOutcome.REFUSED, 403)),
        """
        {"schema":"closewatch.handshake/1","id":"h-1","requestId":"req-9","route":"default",
         "at":"2026-03-01T12:00:00.123Z","peer":"203.0.113.7","address":"203.0.113.7",
         "userAgent":"Mozilla/5.0","host":"chat.example","path":"/socket",
         "origin":"https://chat.example","servicePeer":"10.0.0.5:9000","outcome":"refused",
         "status":403,"seconds":0.012,"weight":1}
        """);
  }

  @Test
  void line_flag_hasEveryField() throws IOException {
    assertSame(
        EventJson.line(SampleEvents.flag()),
        """
        {"schema":"closewatch.flag/1","id":"f-1","at":"2026-03-01T12:00:00.123Z",
         "peer":"203.0.113.7","side":"client","rule":"empty_close_habit","count":12,
         "evidence":{"closes":12,"share":0.75,"userAgent":"bot\\u0085/1",
           "routes":["default","chat"],"shared":false},
         "weight":1}
        """);
  }

  @Test
  void line_sampledClose_saysItsWeight() throws IOException {
    assertThat(
            JSON.readTree(EventJson.utf8Line(SampleEvents.observed(SampleEvents.close()), 1 / 0.03))
                .get("weight")
                .decimalValue())
        .isEqualTo("33.333333");
    assertThat(EventJson.utf8Line(SampleEvents.observed(SampleEvents.close()), 100))
        .asString(StandardCharsets.UTF_8)
        .endsWith("\"weight\":100}\n");
  }

  @Test
  void line_handshakeWithoutAnAnswer_hasNoStatus() throws IOException {
    JsonNode json =
        JSON.readTree(EventJson.line(SampleEvents.handshake(HandshakeOutcome.CLIENT_GONE, 0)));
    assertThat(json.get("status").isNull()).isTrue();
  }

  @Test
  void line_hostileReason_staysOneSafeLineAndOneText() throws IOException {
    String reason = "a\"b\\c\r\n\t\0\u001b[31m\u007f\u0085\u009b\u2028\u2029\u202e\u2066é😀";
    String line =
        EventJson.line(SampleEvents.observed(SampleEvents.builder().reason(reason).build()));

    assertThat(line.chars().filter(c -> c < 0x20 || (c >= 0x7F && c <= 0x9F))).isEmpty();
    assertThat(line.chars().filter(c -> c >= 0x2028 && c <= 0x2069)).isEmpty();
    assertThat(line).contains("é😀");
    assertThat(JSON.readTree(line).get("reason").textValue()).isEqualTo(reason);
  }

  @Test
  void line_longTexts_areCut() throws IOException {
    String text = "x".repeat(1000);
    Opening opening = SampleEvents.opening("c-1", text, text);
    JsonNode json =
        JSON.readTree(
            EventJson.line(
                SampleEvents.observed(
                    SampleEvents.builder().opening(opening).reason(text).build())));
    for (String pointer : List.of("/reason", "/requestId", "/client/peer", "/clientSees/reason")) {
      assertThat(json.at(pointer).textValue()).as(pointer).hasSize(256);
    }
  }

  @Test
  void line_manyExtensions_areBounded() throws IOException {
    Opening opening =
        opening("c", null, null, Collections.nCopies(3000, "x"), SampleEvents.OPENED_AT);
    JsonNode json =
        JSON.readTree(
            EventJson.line(SampleEvents.observed(SampleEvents.builder().opening(opening).build())));
    assertThat(json.at("/request/extensions")).hasSize(16);
  }

  @Test
  void line_evenAtItsLongest_isBounded() {
    String text = "\u202e".repeat(300);
    Opening opening = SampleEvents.opening("c-1", text, text);
    String line =
        EventJson.line(
            SampleEvents.observed(SampleEvents.builder().opening(opening).reason(text).build()));
    assertThat(line.length()).isLessThan(16_384);
  }

  private static void assertSame(String line, String expected) throws IOException {
    assertThat(line).doesNotContain("\n");
    assertThat(JSON.readTree(line)).isEqualTo(JSON.readTree(expected));
  }

  private static CloseEvent closeByTheService() {
    Instant openedAt = Instant.parse("2026-03-01T12:00:00Z");
    Instant end = Instant.parse("2026-03-01T12:01:30.399999Z");
    DirectionCounts counts =
        new DirectionCounts(4, 3, 512, Map.of(Opcode.CLOSE, 1L, Opcode.TEXT, 3L));
    return new CloseEvent(
        opening(
            "c-7",
            "req-7",
            "Mozilla/5.0",
            List.of("permessage-deflate; client_max_window_bits"),
            openedAt),
        Instant.parse("2026-03-01T12:01:30.5Z"),
        Initiator.SERVICE,
        1008,
        CloseKind.POLICY,
        "slow down",
        "",
        new Seen(1008, "slow down"),
        new Seen(1005, ""),
        new WireClose(1005, CloseKind.EMPTY, "", end.plusNanos(500_000)),
        new WireClose(1008, CloseKind.POLICY, "slow down", end),
        Reply.DIFFERENT,
        Sender.CLIENT,
        Duration.ofNanos(1_500_000).toNanos(),
        null,
        true,
        Ending.POLICY,
        new TcpEnd(TcpEndBy.SERVICE, TcpEndHow.FIN),
        Duration.ofMillis(90_500).toNanos(),
        new Traffic(counts, Duration.ofMillis(250).toNanos()),
        new Traffic(new DirectionCounts(0, 0, 0, Map.of()), 0),
        null,
        List.of(),
        null,
        new PolicyVerdict(
            PolicyCause.RATE,
            CauseBasis.REASON,
            new PolicyVerdict.Evidence("slow down", 3, 3, 90_400_000_000L, 250_000_000L)),
        List.of(new ViolationCount(Sender.CLIENT, Violation.UNMASKED_FRAME, 2)));
  }

  private static CloseEvent endWithNoClose() {
    Instant closedAt = Instant.parse("2026-03-01T12:00:00Z");
    Traffic nothing = new Traffic(new DirectionCounts(0, 0, 0, Map.of()), 0);
    return new CloseEvent(
        new Opening(
            "c-8",
            null,
            new Opening.Observer("edge-1", "0.1.0"),
            "chat",
            Instant.ofEpochMilli(-1),
            0,
            new Opening.Client("p", "a", null),
            new Opening.Service("s"),
            new Opening.Request(null, "/", null, null, List.of()),
            ReservedBits.NONE),
        closedAt,
        Initiator.PROXY,
        Close.NO_CODE,
        CloseKind.UNOBSERVED,
        "",
        "",
        new Seen(Close.NO_CODE, ""),
        new Seen(1006, ""),
        null,
        new WireClose(Close.NO_CODE, CloseKind.MALFORMED, "", closedAt),
        Reply.NOT_APPLICABLE,
        null,
        null,
        null,
        false,
        Ending.PROXY,
        new TcpEnd(TcpEndBy.PROXY, TcpEndHow.TIMEOUT),
        Duration.ofSeconds(100_000).toNanos(),
        nothing,
        nothing,
        new Abnormal(
            CutIn.CLOSE_FRAME,
            new Abnormal.Side(1, 0, 17),
            new Abnormal.Side(Duration.ofMinutes(1).toNanos(), 3, 0)),
        List.of(Sender.CLIENT, Sender.SERVICE),
        new ProxyClose(ProxyCloseReason.HALF_CLOSE, true, false),
        null,
        List.of());
  }

  private static Opening opening(
      String id, String requestId, String userAgent, List<String> extensions, Instant openedAt) {
    return new Opening(
        id,
        requestId,
        new Opening.Observer("edge-1", "0.1.0"),
        "chat",
        openedAt,
        0,
        new Opening.Client("203.0.113.7", "203.0.113.7", userAgent),
        new Opening.Service("10.0.0.5:9000"),
        new Opening.Request("chat.example", "/socket", "https://chat.example", "chat", extensions),
        ReservedBits.ANY);
  }
}
