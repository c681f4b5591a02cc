package dev.closewatch.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table of Closes, from either side, over real sockets. */
class CloseTableIT {
  /** A Close on the wire, and what it is to be called. */
  private record Row(
      String name,
      UnaryOperator<FrameBytes> frame,
      String codeLabel,
      String kind,
      int seenByOther) {}

  private static final List<Row> ROWS = rows();

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("no body", FrameBytes::emptyClose, "1005", "empty", 1005));
    rows.add(new Row("one byte", f -> f.closePayload((byte) 3), "none", "malformed", 1006));
    String[] kinds = {
      "1000 normal", "1001 going_away", "1002 protocol_error", "1003 unsupported_data",
      "1007 invalid_payload", "1008 policy", "1009 too_big", "1010 missing_extension",
      "1011 internal_error", "1012 service_restart", "1013 try_again_later", "1014 bad_gateway"
    };
    for (String kind : kinds) {
      String[] parts = kind.split(" ", 2);
      rows.add(coded(Integer.parseInt(parts[0]), parts[0], parts[1], true));
    }
    for (int code : new int[] {1004, 1005, 1006, 1015}) {
      rows.add(coded(code, Integer.toString(code), "reserved", false));
    }
    rows.add(coded(1016, "unassigned", "unassigned", false));
    rows.add(coded(2999, "unassigned", "unassigned", false));
    rows.add(coded(3000, "3000", "registered", true));
    rows.add(coded(3003, "3003", "registered", true));
    rows.add(coded(3008, "3008", "registered", true));
    rows.add(coded(3999, "3xxx", "registered", true));
    rows.add(coded(4000, "4xxx", "private", true));
    rows.add(coded(4999, "4xxx", "private", true));
    rows.add(coded(0, "out_of_range", "out_of_range", false));
    rows.add(coded(999, "out_of_range", "out_of_range", false));
    rows.add(coded(5000, "out_of_range", "out_of_range", false));
    rows.add(coded(40_000, "out_of_range", "out_of_range", false));
    byte[] badUtf8 = {0x03, (byte) 0xE8, (byte) 0xC3, 0x28};
    rows.add(new Row("bad UTF-8", f -> f.closePayload(badUtf8), "1000", "malformed", 1006));
    rows.add(new Row("126 bytes", f -> f.closePayload(new byte[126]), "none", "malformed", 1006));
    rows.add(new Row("FIN=0", f -> f.notFinal().close(1000), "none", "malformed", 1006));
    rows.add(new Row("RSV1", f -> f.rsv1().close(1000), "none", "malformed", 1006));
    rows.add(new Row("long form of length", f -> f.length16().close(1000), "1000", "normal", 1000));
    return rows;
  }

  private static Row coded(int code, String label, String kind, boolean legal) {
    return new Row("code " + code, f -> f.close(code, "why"), label, kind, legal ? code : 1006);
  }

  static Stream<Arguments> rowsFromEitherSide() {
    return ROWS.stream()
        .flatMap(
            row -> Stream.of(Sender.values()).map(sender -> arguments(row.name(), sender, row)));
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("rowsFromEitherSide")
  void a_close_is_passed_unchanged_and_counted_by_what_it_says(
      String name, Sender sender, Row row) {
    byte[] close = row.frame().apply(FrameBytes.from(sender)).bytes();
    try (RawService service = new RawService();
        Proxy proxy = Proxy.inFrontOf(service.port());
        Proxy.Pair pair = proxy.open(service)) {
      RawPeer from = sender == Sender.CLIENT ? pair.client() : pair.service();
      RawPeer to = sender == Sender.CLIENT ? pair.service() : pair.client();

      from.send(close).fin();
      assertThat(to.readToFin()).isEqualTo(close);
      to.fin();

      JsonNode event = proxy.onlyClose();
      Metrics metrics = proxy.atRest();
      String side = sender.label();
      assertThat(event.get("initiator").asText()).isEqualTo(side);
      assertThat(event.get("kind").asText()).isEqualTo(row.kind());
      assertThat(event.get("reply").asText()).isEqualTo("missing");
      assertThat(event.get(sender.other().label() + "Sees").get("code").asInt())
          .isEqualTo(row.seenByOther());
      assertThat(event.get(side + "Sees").get("code").asInt()).isEqualTo(1006);
      assertThat(event.get("tcpEnd").get("by").asText()).isEqualTo(side);
      assertThat(event.get("tcpEnd").get("how").asText()).isEqualTo("fin");
      assertThat(
              metrics.sum(
                  "closewatch_closes_total",
                  "initiator",
                  side,
                  "code",
                  row.codeLabel(),
                  "kind",
                  row.kind()))
          .isEqualTo(1);
      assertThat(metrics.sum("closewatch_closes_total")).isEqualTo(1);
      assertThat(
              metrics.sum(
                  "closewatch_close_frames_total",
                  "sender",
                  side,
                  "code",
                  row.codeLabel(),
                  "kind",
                  row.kind()))
          .isEqualTo(1);
      assertThat(metrics.sum("closewatch_close_frames_total")).isEqualTo(1);
      assertThat(metrics.sum("closewatch_relayed_bytes_total", "sender", side))
          .isEqualTo(close.length);
      assertThat(metrics.unaccounted()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("senders")
  void an_empty_close_and_1005_on_the_wire_are_never_mixed(Sender sender) {
    try (RawService service = new RawService();
        Proxy proxy = Proxy.inFrontOf(service.port())) {
      byte[][] closes = {
        FrameBytes.from(sender).emptyClose().bytes(), FrameBytes.from(sender).close(1005).bytes()
      };
      for (byte[] close : closes) {
        try (Proxy.Pair pair = proxy.open(service)) {
          (sender == Sender.CLIENT ? pair.client() : pair.service()).send(close).fin();
          (sender == Sender.CLIENT ? pair.service() : pair.client()).readToFin();
        }
        proxy.atRest();
      }
      proxy.closes(2);
      Metrics metrics = proxy.metrics();
      for (String name : List.of("closewatch_closes_total", "closewatch_close_frames_total")) {
        assertThat(metrics.sum(name, "code", "1005", "kind", "empty")).as(name).isEqualTo(1);
        assertThat(metrics.sum(name, "code", "1005", "kind", "reserved")).as(name).isEqualTo(1);
        assertThat(metrics.sum(name, "code", "1005")).as(name).isEqualTo(2);
      }
    }
  }

  static Stream<Sender> senders() {
    return Stream.of(Sender.values());
  }
}
