package dev.closewatch.proxy.relay;

import static dev.closewatch.analyzer.vocabulary.Violation.BAD_CONTINUATION;
import static dev.closewatch.analyzer.vocabulary.Violation.BAD_LENGTH;
import static dev.closewatch.analyzer.vocabulary.Violation.DATA_AFTER_CLOSE;
import static dev.closewatch.analyzer.vocabulary.Violation.FRAGMENTED_CONTROL;
import static dev.closewatch.analyzer.vocabulary.Violation.INVALID_CLOSE_CODE;
import static dev.closewatch.analyzer.vocabulary.Violation.LONG_CONTROL;
import static dev.closewatch.analyzer.vocabulary.Violation.MALFORMED_CLOSE;
import static dev.closewatch.analyzer.vocabulary.Violation.MASKED_FRAME;
import static dev.closewatch.analyzer.vocabulary.Violation.RESERVED_BITS;
import static dev.closewatch.analyzer.vocabulary.Violation.RESERVED_CLOSE_CODE;
import static dev.closewatch.analyzer.vocabulary.Violation.RESERVED_OPCODE;
import static dev.closewatch.analyzer.vocabulary.Violation.SECOND_CLOSE;
import static dev.closewatch.analyzer.vocabulary.Violation.UNMASKED_FRAME;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.Violation;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What RFC 6455 forbids: passed on as it came, counted by name, and the frame behind it is a frame
 * again. All connections go through one proxy; figures are what one connection has added.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ViolationsIT {
  private static final String EXTENSIONS = "Sec-WebSocket-Extensions: ";
  private static final String DEFLATE =
      EXTENSIONS + "permessage-deflate; client_max_window_bits=15";
  private static final String UNKNOWN = EXTENSIONS + "x-unknown";

  private RawService service;
  private Proxy proxy;
  private String lastId = "";

  /**
   * Frames of one side, and what is to be said of them.
   *
   * @param frames how many frames these are
   * @param shows each violation as often as it is shown
   */
  private record Row(
      String name, UnaryOperator<FrameBytes> write, int frames, Map<Violation, Long> shows) {}

  private static Row row(
      String name, int frames, UnaryOperator<FrameBytes> write, Violation... shows) {
    Map<Violation, Long> counts =
        Arrays.stream(shows).collect(toMap(violation -> violation, violation -> 1L, Long::sum));
    return new Row(name, write, frames, counts);
  }

  @BeforeAll
  void start() {
    service = new RawService();
    proxy = Proxy.inFrontOf(service.port());
  }

  @AfterAll
  void closeAll() {
    proxy.close();
    service.close();
  }

  private Proxy.Pair open(String... acceptedExtensions) {
    RawPeer client = RawPeer.connect(proxy.port());
    client.send(proxy.upgradeRequest("/", EXTENSIONS + "permessage-deflate, x-unknown"));
    RawPeer accepted = service.acceptWebSocket(acceptedExtensions);
    client.readHead();
    return new Proxy.Pair(client, accepted);
  }

  private static RawPeer from(Sender sender, Proxy.Pair pair) {
    return sender == Sender.CLIENT ? pair.client() : pair.service();
  }

  private static RawPeer to(Sender sender, Proxy.Pair pair) {
    return sender == Sender.CLIENT ? pair.service() : pair.client();
  }

  /** Waits for the event of a connection that this test has ended. */
  private JsonNode event() {
    JsonNode newest =
        Eventually.get(
            "one more close",
            () -> proxy.json("/api/closes?limit=1").at("/closes/0"),
            close -> close.isObject() && !close.get("id").asText().equals(lastId));
    lastId = newest.get("id").asText();
    return newest;
  }

  private static Stream<Arguments> fromEitherSide(List<Row> rows) {
    return rows.stream()
        .flatMap(row -> Stream.of(Sender.values()).map(s -> arguments(s, row.name, row)));
  }

  /** Sends the row's frames and a legal ping behind them, and looks what became of them. */
  private void assertShown(Sender sender, Row row, String... acceptedExtensions) {
    byte[] bytes = row.write.apply(FrameBytes.from(sender)).ping("next").bytes();
    Metrics before = proxy.metrics();
    try (Proxy.Pair pair = open(acceptedExtensions)) {
      from(sender, pair).send(bytes).fin();
      assertThat(to(sender, pair).readToFin()).isEqualTo(bytes);
      to(sender, pair).fin();
      JsonNode event = event();
      assertThat(violationsOf(event)).isEqualTo(Map.of(sender.label(), labelled(row.shows)));
      assertCounted(sender, row.shows, before, proxy.metrics());
      assertThat(event.at("/traffic/" + sender.label() + "/frames").asInt())
          .as("all are frames, the one behind the bad one too")
          .isEqualTo(row.frames + 1);
      assertThat(
              proxy.metrics().sum("closewatch_frames_total", "sender", sender.label())
                  - before.sum("closewatch_frames_total", "sender", sender.label()))
          .isEqualTo(row.frames + 1);
      assertThat(event.get("unreadable")).isEmpty();
    }
  }

  private static void assertCounted(
      Sender sender, Map<Violation, Long> shows, Metrics before, Metrics after) {
    String name = "closewatch_violations_total";
    for (Violation violation : Violation.values()) {
      String[] labels = {"sender", sender.label(), "violation", violation.label()};
      assertThat(after.sum(name, labels) - before.sum(name, labels))
          .as(violation.label())
          .isEqualTo(shows.getOrDefault(violation, 0L).doubleValue());
    }
    String other = sender.other().label();
    assertThat(after.sum(name, "sender", other)).isEqualTo(before.sum(name, "sender", other));
  }

  /** Returns an event's list as sender, violation, count; fails if one is listed twice. */
  private static Map<String, Map<String, Long>> violationsOf(JsonNode event) {
    Map<String, Map<String, Long>> bySender = new HashMap<>();
    for (JsonNode entry : event.get("violations")) {
      Long twice =
          bySender
              .computeIfAbsent(entry.get("sender").asText(), sender -> new HashMap<>())
              .put(entry.get("violation").asText(), entry.get("count").asLong());
      assertThat(twice).as("listed twice: " + entry).isNull();
    }
    return bySender;
  }

  private static Map<String, Long> labelled(Map<Violation, Long> counts) {
    return counts.entrySet().stream().collect(toMap(e -> e.getKey().label(), Map.Entry::getValue));
  }

  private static final List<Row> EITHER_SIDE = eitherSide();

  private static List<Row> eitherSide() {
    List<Row> rows = new ArrayList<>();
    for (int rsv = 1; rsv <= 7; rsv++) {
      int bits = rsv;
      rows.add(row("RSV " + bits + " on text", 1, f -> f.rsv(bits).text("x"), RESERVED_BITS));
    }
    rows.add(row("RSV1 on a pong", 1, f -> f.rsv1().pong(), RESERVED_BITS));
    for (int opcode : new int[] {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
      rows.add(row("opcode " + opcode, 1, f -> f.frame(opcode, (byte) 1), RESERVED_OPCODE));
    }
    rows.add(
        row(
            "a fragment with a reserved opcode opens no message",
            2,
            f -> f.notFinal().frame(3, (byte) 1).continuation("x"),
            RESERVED_OPCODE,
            BAD_CONTINUATION));
    rows.add(
        row(
            "a fragmented ping opens no message",
            2,
            f -> f.notFinal().ping("x").continuation("y"),
            FRAGMENTED_CONTROL,
            BAD_CONTINUATION));
    rows.add(
        row(
            "a fragmented ping inside a message leaves it open",
            3,
            f -> f.notFinal().text("x").notFinal().ping("y").continuation("z"),
            FRAGMENTED_CONTROL));
    rows.add(row("a long ping", 1, f -> f.ping("x".repeat(126)), LONG_CONTROL));
    rows.add(row("a very long pong", 1, f -> f.pong("x".repeat(70_000)), LONG_CONTROL));
    rows.add(row("5 bytes in the 16-bit form", 1, f -> f.length16().text("hello"), BAD_LENGTH));
    rows.add(row("0 bytes in the 64-bit form", 1, f -> f.length64().text(""), BAD_LENGTH));
    rows.add(
        row("65535 bytes in the 64-bit form", 1, f -> f.length64().binaryOf(65_535), BAD_LENGTH));
    rows.add(row("a ping in the 16-bit form", 1, f -> f.length16().ping("x"), BAD_LENGTH));
    rows.add(row("a continuation of nothing", 1, f -> f.continuation("x"), BAD_CONTINUATION));
    rows.add(
        row(
            "an open continuation of nothing",
            2,
            f -> f.notFinal().continuation("x").continuation("y"),
            BAD_CONTINUATION,
            BAD_CONTINUATION));
    rows.add(
        row(
            "a new message inside one, which is given up",
            3,
            f -> f.notFinal().text("x").binaryOf(3).continuation("y"),
            BAD_CONTINUATION,
            BAD_CONTINUATION));
    rows.add(
        row(
            "a new fragmented message inside one",
            3,
            f -> f.notFinal().text("x").notFinal().text("y").continuation("z"),
            BAD_CONTINUATION));
    for (int opcode = 0; opcode <= 7; opcode++) {
      int data = opcode;
      rows.add(
          row(
              "opcode " + data + " behind a Close",
              2,
              f -> f.close(1000).frame(data, (byte) 1),
              DATA_AFTER_CLOSE));
    }
    rows.add(
        row(
            "three messages behind a Close",
            4,
            f -> f.emptyClose().text("x").text("y").text("z"),
            DATA_AFTER_CLOSE,
            DATA_AFTER_CLOSE,
            DATA_AFTER_CLOSE));
    rows.add(row("a second Close", 2, f -> f.close(1000).close(1001), SECOND_CLOSE));
    rows.add(
        row(
            "two more Closes",
            3,
            f -> f.emptyClose().close(1001).emptyClose(),
            SECOND_CLOSE,
            SECOND_CLOSE));
    rows.add(
        row(
            "nothing else is looked for behind a Close",
            6,
            f ->
                f.close(1000)
                    .rsv(7)
                    .text("x")
                    .length16()
                    .continuation("y")
                    .notFinal()
                    .ping("x".repeat(200))
                    .frame(0xB)
                    .close(1005),
            DATA_AFTER_CLOSE,
            DATA_AFTER_CLOSE,
            SECOND_CLOSE));
    for (int code : new int[] {1004, 1005, 1006, 1015}) {
      rows.add(row("Close " + code, 1, f -> f.close(code), RESERVED_CLOSE_CODE));
    }
    for (int code : new int[] {0, 1, 999, 1016, 2000, 2999, 5000, 40_000, 65_535}) {
      rows.add(row("Close " + code, 1, f -> f.close(code), INVALID_CLOSE_CODE));
    }
    rows.add(row("a Close with one byte", 1, f -> f.closePayload((byte) 3), MALFORMED_CLOSE));
    rows.add(
        row(
            "a Close whose reason is not UTF-8",
            1,
            f -> f.closePayload((byte) 3, (byte) 0xE8, (byte) 0xC3, (byte) 0x28),
            MALFORMED_CLOSE));
    rows.add(
        row(
            "a Close with 126 bytes",
            1,
            f -> f.closePayload(new byte[126]),
            MALFORMED_CLOSE,
            LONG_CONTROL));
    rows.add(
        row(
            "a Close with FIN=0",
            1,
            f -> f.notFinal().close(1000),
            MALFORMED_CLOSE,
            FRAGMENTED_CONTROL));
    rows.add(
        row("a Close with RSV2", 1, f -> f.rsv(2).close(1000), MALFORMED_CLOSE, RESERVED_BITS));
    rows.add(row("a Close in the 16-bit form", 1, f -> f.length16().close(1000), BAD_LENGTH));
    rows.add(
        row(
            "a reserved code in the 64-bit form",
            1,
            f -> f.length64().close(1006),
            BAD_LENGTH,
            RESERVED_CLOSE_CODE));
    rows.add(
        row(
            "one frame with all that it can show",
            1,
            f -> f.notFinal().rsv(7).length64().frame(0xF, new byte[126]),
            FRAGMENTED_CONTROL,
            RESERVED_BITS,
            RESERVED_OPCODE,
            LONG_CONTROL,
            BAD_LENGTH));
    return rows;
  }

  static Stream<Arguments> violationsOfEitherSide() {
    return fromEitherSide(EITHER_SIDE);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("violationsOfEitherSide")
  void a_violation_is_counted_by_name_and_passed_on(Sender sender, String name, Row row) {
    assertShown(sender, row);
  }

  static Stream<Arguments> violationsOfTheMask() {
    return Stream.of(
            row("text", 1, f -> f.text("x")),
            row("a long message", 1, f -> f.binaryOf(70_000)),
            row("a ping with no payload", 1, f -> f.ping()),
            row("a fragment", 1, f -> f.notFinal().text("x")),
            row("a Close", 1, f -> f.close(1000, "bye")),
            row("an empty Close", 1, f -> f.emptyClose()))
        .flatMap(
            row ->
                Stream.of(
                    arguments(
                        Sender.CLIENT,
                        row.name,
                        wrongMask(row, FrameBytes::unmasked, UNMASKED_FRAME)),
                    arguments(
                        Sender.SERVICE,
                        row.name,
                        wrongMask(row, FrameBytes::masked, MASKED_FRAME))));
  }

  private static Row wrongMask(Row row, UnaryOperator<FrameBytes> how, Violation shows) {
    return row(row.name, row.frames, f -> row.write.apply(how.apply(f)), shows);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("violationsOfTheMask")
  void a_wrong_mask_is_counted_and_hides_nothing(Sender sender, String name, Row row) {
    assertShown(sender, row);
  }

  @ParameterizedTest
  @MethodSource("senders")
  void a_close_with_a_wrong_mask_can_be_read(Sender sender) {
    FrameBytes frames = FrameBytes.from(sender);
    frames = sender == Sender.CLIENT ? frames.unmasked() : frames.masked();
    byte[] close = frames.close(1008, "why not").bytes();
    try (Proxy.Pair pair = open()) {
      from(sender, pair).send(close).fin();
      assertThat(to(sender, pair).readToFin()).isEqualTo(close);
      to(sender, pair).fin();
      JsonNode event = event();
      assertThat(event.get("initiator").asText()).isEqualTo(sender.label());
      assertThat(event.get("kind").asText()).isEqualTo("policy");
      assertThat(event.get("reason").asText()).isEqualTo("why not");
      assertThat(event.at("/" + sender.other().label() + "Sees/code").asInt()).isEqualTo(1008);
    }
  }

  static Stream<Arguments> legalFrames() {
    return fromEitherSide(
        List.of(
            row(
                "control frames between fragments",
                5,
                f ->
                    f.notFinal()
                        .text("x")
                        .ping()
                        .pong()
                        .notFinal()
                        .continuation("y")
                        .continuation("z")),
            row("an unsolicited pong", 1, f -> f.pong("x")),
            row("ping and pong behind a Close", 3, f -> f.close(1000).ping().pong("x")),
            row("an empty fragment", 3, f -> f.fragments("", "", "")),
            row("125 bytes in a control frame", 1, f -> f.ping("x".repeat(125))),
            row("126 bytes in the 16-bit form", 1, f -> f.binaryOf(126)),
            row("65536 bytes in the 64-bit form", 1, f -> f.binaryOf(65_536)),
            row("text that is not UTF-8", 1, f -> f.frame(1, (byte) 0xC3, (byte) 0x28)),
            row("an empty Close", 1, f -> f.emptyClose()),
            row("a reason of 123 bytes", 1, f -> f.close(1000, "x".repeat(123)))));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("legalFrames")
  void what_is_legal_is_no_violation(Sender sender, String name, Row row) {
    byte[] bytes = row.write.apply(FrameBytes.from(sender)).bytes();
    double before = proxy.metrics().sum("closewatch_violations_total");
    try (Proxy.Pair pair = open()) {
      from(sender, pair).send(bytes).fin();
      assertThat(to(sender, pair).readToFin()).isEqualTo(bytes);
      to(sender, pair).fin();
      JsonNode event = event();
      assertThat(event.get("violations")).isEmpty();
      assertThat(event.at("/traffic/" + sender.label() + "/frames").asInt()).isEqualTo(row.frames);
      assertThat(proxy.metrics().sum("closewatch_violations_total")).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("senders")
  void a_message_that_is_given_up_is_none(Sender sender) {
    byte[] bytes =
        FrameBytes.from(sender).notFinal().text("given up").text("whole").continuation("x").bytes();
    try (Proxy.Pair pair = open()) {
      from(sender, pair).send(bytes).fin();
      assertThat(to(sender, pair).readToFin()).isEqualTo(bytes);
      to(sender, pair).fin();
      JsonNode event = event();
      assertThat(event.at("/traffic/" + sender.label() + "/messages").asInt()).isEqualTo(1);
      assertThat(event.at("/abnormal/cutIn").asText()).isEqualTo("none");
    }
  }

  @ParameterizedTest
  @MethodSource("senders")
  void a_violation_counts_when_its_header_is_complete(Sender sender) {
    byte[] frame = FrameBytes.from(sender).rsv1().binaryOf(1_000).bytes();
    int headerBytes = frame.length - 1_000;
    String[] labels = {"sender", sender.label(), "violation", RESERVED_BITS.label()};
    double before = proxy.metrics().sum("closewatch_violations_total", labels);
    try (Proxy.Pair pair = open()) {
      RawPeer to = to(sender, pair);
      from(sender, pair).send(Arrays.copyOf(frame, headerBytes - 1));
      to.read(headerBytes - 1);
      assertThat(proxy.metrics().sum("closewatch_violations_total", labels)).isEqualTo(before);
      from(sender, pair).send(Arrays.copyOfRange(frame, headerBytes - 1, headerBytes));
      to.read(1);
      assertThat(proxy.metrics().sum("closewatch_violations_total", labels)).isEqualTo(before + 1);
      from(sender, pair).fin();
      assertThat(to.readToFin()).isEmpty();
      to.fin();
      JsonNode event = event();
      assertThat(violationsOf(event))
          .isEqualTo(Map.of(sender.label(), Map.of(RESERVED_BITS.label(), 1L)));
      assertThat(event.at("/traffic/" + sender.label() + "/frames").asInt()).isZero();
      assertThat(event.at("/abnormal/cutIn").asText()).isEqualTo("frame");
    }
  }

  @ParameterizedTest
  @MethodSource("senders")
  void behind_a_length_with_its_top_bit_set_nothing_is_read(Sender sender) {
    byte[] bytes =
        FrameBytes.from(sender)
            .text("read")
            .claiming(Long.MIN_VALUE)
            .text("")
            .rsv1()
            .text("not read")
            .close(1000)
            .bytes();
    Metrics before = proxy.metrics();
    try (Proxy.Pair pair = open()) {
      from(sender, pair).send(bytes).fin();
      assertThat(to(sender, pair).readToFin()).isEqualTo(bytes);
      to(sender, pair).fin();
      JsonNode event = event();
      assertThat(violationsOf(event))
          .isEqualTo(Map.of(sender.label(), Map.of(BAD_LENGTH.label(), 1L)));
      assertCounted(sender, Map.of(BAD_LENGTH, 1L), before, proxy.metrics());
      assertThat(event.at("/traffic/" + sender.label() + "/frames").asInt()).isEqualTo(1);
      assertThat(event.at("/traffic/" + sender.label() + "/bytes").asInt()).isEqualTo(bytes.length);
      assertThat(event.get("unreadable")).hasSize(1);
      assertThat(event.get("unreadable").get(0).asText()).isEqualTo(sender.label());
      assertThat(event.get(sender.label() + "Close").isNull()).isTrue();
    }
  }

  @Test
  void each_side_answers_for_its_own() {
    byte[] fromClient =
        FrameBytes.from(Sender.CLIENT).unmasked().text("a").unmasked().ping().bytes();
    byte[] fromService =
        FrameBytes.from(Sender.SERVICE).continuation("b").masked().close(1000).bytes();
    try (Proxy.Pair pair = open()) {
      pair.client().send(fromClient).fin();
      assertThat(pair.service().readToFin()).isEqualTo(fromClient);
      pair.service().send(fromService).fin();
      assertThat(pair.client().readToFin()).isEqualTo(fromService);
      assertThat(violationsOf(event()))
          .isEqualTo(
              Map.of(
                  "client", Map.of("unmasked_frame", 2L),
                  "service", Map.of("bad_continuation", 1L, "masked_frame", 1L)));
    }
  }

  /** Rows for what a 101 has accepted. */
  private static Stream<Arguments> accepted(List<String> headers, List<Row> rows) {
    return rows.stream()
        .flatMap(
            row ->
                Stream.of(Sender.values())
                    .map(sender -> arguments(sender, row.name, headers, row)));
  }

  static Stream<Arguments> reservedBitsWithExtensions() {
    List<Row> onControlFrames =
        List.of(
            row("RSV1 on a ping", 1, f -> f.rsv1().ping(), RESERVED_BITS),
            row("RSV3 on a pong", 1, f -> f.rsv(1).pong("x"), RESERVED_BITS),
            row("RSV1 on a Close", 1, f -> f.rsv1().close(1000), RESERVED_BITS, MALFORMED_CLOSE));
    List<Row> withDeflate =
        List.of(
            row(
                "RSV1 on a continuation",
                2,
                f -> f.rsv1().notFinal().text("x").rsv1().continuation("y"),
                RESERVED_BITS),
            row("RSV2 on text", 1, f -> f.rsv(2).text("x"), RESERVED_BITS),
            row("RSV1 and RSV3 on binary", 1, f -> f.rsv(5).binaryOf(3), RESERVED_BITS));
    List<Row> withoutAny = List.of(row("RSV1 on text", 1, f -> f.rsv1().text("x"), RESERVED_BITS));
    List<String> none = List.of();
    List<String> deflate = List.of(DEFLATE);
    List<String> unknown = List.of(UNKNOWN);
    return Stream.of(
            accepted(none, withoutAny),
            accepted(deflate, withDeflate),
            accepted(deflate, onControlFrames),
            accepted(unknown, onControlFrames),
            accepted(List.of(DEFLATE, UNKNOWN), onControlFrames))
        .flatMap(stream -> stream);
  }

  @ParameterizedTest(name = "{0}: {1}, accepted {2}")
  @MethodSource("reservedBitsWithExtensions")
  void an_extension_allows_no_more_than_it_says(
      Sender sender, String name, List<String> accepted, Row row) {
    assertShown(sender, row, accepted.toArray(new String[0]));
  }

  static Stream<Arguments> reservedBitsAllowed() {
    List<Row> deflated =
        List.of(
            row("RSV1 on text and binary", 2, f -> f.rsv1().text("x").rsv1().binaryOf(3)),
            row(
                "RSV1 on a first fragment",
                2,
                f -> f.rsv1().notFinal().text("x").continuation("y")),
            row("no RSV bit at all", 1, f -> f.text("x")));
    List<Row> any =
        List.of(
            row("RSV1 to RSV3 on text", 1, f -> f.rsv(7).text("x")),
            row("RSV2 on a continuation", 2, f -> f.notFinal().text("x").rsv(2).continuation("y")));
    return Stream.of(
            accepted(List.of(DEFLATE), deflated),
            accepted(List.of(UNKNOWN), deflated),
            accepted(List.of(UNKNOWN), any),
            accepted(List.of(DEFLATE + ", x-unknown; level=3"), any),
            accepted(List.of(DEFLATE, UNKNOWN), any))
        .flatMap(stream -> stream);
  }

  @ParameterizedTest(name = "{0}: {1}, accepted {2}")
  @MethodSource("reservedBitsAllowed")
  void what_an_accepted_extension_allows_is_no_violation(
      Sender sender, String name, List<String> accepted, Row row) {
    byte[] bytes = row.write.apply(FrameBytes.from(sender)).bytes();
    try (Proxy.Pair pair = open(accepted.toArray(new String[0]))) {
      from(sender, pair).send(bytes).fin();
      assertThat(to(sender, pair).readToFin()).isEqualTo(bytes);
      to(sender, pair).fin();
      JsonNode event = event();
      assertThat(event.get("violations")).isEmpty();
      assertThat(event.at("/traffic/" + sender.label() + "/frames").asInt()).isEqualTo(row.frames);
    }
  }

  static Stream<Sender> senders() {
    return Stream.of(Sender.values());
  }
}
