package dev.closewatch.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestTls;
import dev.closewatch.proxy.tls.TlsLegs.End;
import dev.closewatch.proxy.tls.TlsLegs.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How connections end with TLS 1.2 and 1.3 on either leg and on both. */
class TlsEndingsIT {
  @TempDir static Path directory;
  private static final Map<Kind, TlsLegs> RUNNING = new HashMap<>();

  static List<Kind> matrix() {
    return TlsLegs.matrix();
  }

  /** One proxy serves all tests of a cell, each with a connection of its own. */
  private static TlsLegs legs(Kind kind) {
    TlsLegs running = RUNNING.get(kind);
    if (running == null) {
      running = new TlsLegs(kind, directory.resolve(kind.toString()), settings -> {});
      RUNNING.put(kind, running);
    } else {
      running.open();
    }
    return running;
  }

  @AfterAll
  static void stop() {
    RUNNING.values().forEach(TlsLegs::close);
    RUNNING.clear();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void a_close_is_answered_and_both_end(Kind kind) {
    TlsLegs legs = legs(kind);
    legs.say(Sender.CLIENT, from(Sender.CLIENT).text("hello").close(1000, "bye"));
    legs.say(Sender.SERVICE, from(Sender.SERVICE).close(1000, "bye"));
    legs.peer(Sender.SERVICE).fin();
    assertThat(legs.end(Sender.CLIENT)).isEqualTo(End.IN_ORDER);
    legs.peer(Sender.CLIENT).fin();
    assertThat(legs.end(Sender.SERVICE)).isEqualTo(End.IN_ORDER);

    JsonNode event = legs.nextClose();
    assertEnd(event, "client", "1000", "service", "fin");
    assertThat(event.get("clean").asBoolean()).isTrue();
    assertThat(event.get("reply").asText()).isEqualTo("same");
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void an_empty_close_stays_empty(Kind kind) {
    TlsLegs legs = legs(kind);
    legs.say(Sender.SERVICE, from(Sender.SERVICE).emptyClose());
    legs.say(Sender.CLIENT, from(Sender.CLIENT).emptyClose());
    legs.peer(Sender.CLIENT).fin();
    legs.peer(Sender.SERVICE).fin();
    JsonNode event = legs.nextClose();
    assertThat(event.get("kind").asText()).isEqualTo("empty");
    assertThat(event.get("clean").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void an_end_of_one_side_is_handed_on_and_the_other_goes_on(Kind kind) {
    for (Sender first : Sender.values()) {
      TlsLegs legs = legs(kind);
      Sender second = first.other();
      double undelivered = legs.undelivered(second);
      legs.peer(first).send(from(first).text("last words").bytes());
      legs.peer(first).fin();
      assertThat(legs.rest(second)).isEqualTo(from(first).text("last words").bytes());
      assertThat(legs.end(second)).isEqualTo(End.IN_ORDER);

      byte[] late = from(second).text("late").bytes();
      if (kind.endsAtOnce(second)) {
        legs.peer(second).fin(); // its TLS has ended with what it has read
        late = new byte[0];
      } else {
        legs.peer(second).send(late).fin();
      }
      boolean arrives = !kind.endsAtOnce(first);
      assertThat(legs.rest(first)).isEqualTo(arrives ? late : new byte[0]);
      assertThat(legs.end(first)).isEqualTo(End.IN_ORDER);
      assertEnd(legs.nextClose(), "none", "1006", first.label(), "fin");
      assertThat(legs.undelivered(second) - undelivered).isEqualTo(arrives ? 0 : late.length);
    }
  }

  /** As OpenSSL and the JDK do it: close_notify now, FIN when both have said theirs. */
  @ParameterizedTest
  @MethodSource("matrix")
  void close_notify_without_a_fin_is_an_end(Kind kind) {
    for (Sender first : Sender.values()) {
      if (!kind.tls(first)) {
        continue;
      }
      TlsLegs legs = legs(kind);
      TestTls.closeNotify(legs.peer(first));
      assertThat(legs.end(first.other())).isEqualTo(End.IN_ORDER);
      legs.peer(first.other()).fin();
      assertThat(legs.end(first)).isEqualTo(End.IN_ORDER);
      assertEnd(legs.nextClose(), "none", "1006", first.label(), "fin");
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void a_cut_does_not_become_an_end_in_order(Kind kind) {
    for (Sender first : Sender.values()) {
      if (!kind.tls(first)) {
        continue;
      }
      TlsLegs legs = legs(kind);
      Sender second = first.other();
      byte[] words = from(first).text("what came before").notFinal().text("and").bytes();
      legs.peer(first).send(words);
      TestTls.cut(legs.peer(first));
      assertThat(legs.rest(second)).isEqualTo(words);
      assertThat(legs.end(second)).isEqualTo(kind.tls(second) ? End.TRUNCATED : End.IN_ORDER);
      // The other direction goes on: a FIN says nothing of it, under either version.
      byte[] late = from(second).text("late").bytes();
      legs.peer(second).send(late).fin();
      assertThat(legs.rest(first)).isEqualTo(late);
      JsonNode event = legs.nextClose();
      assertEnd(event, "none", "1006", first.label(), "fin");
      assertThat(event.at("/abnormal/cutIn").asText()).isEqualTo("message");
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void a_reset_is_handed_on_as_a_reset(Kind kind) {
    for (Sender first : Sender.values()) {
      TlsLegs legs = legs(kind);
      legs.say(first, from(first).text("hello"));
      legs.peer(first).reset();
      assertThat(legs.end(first.other())).isEqualTo(End.RESET);
      assertEnd(legs.nextClose(), "none", "1006", first.label(), "reset");
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void what_was_sent_before_a_reset_arrives_before_it(Kind kind) {
    for (Sender first : Sender.values()) {
      TlsLegs legs = legs(kind);
      byte[] words = from(first).text("hello").close(1000).bytes();
      legs.peer(first).send(words);
      assertThat(legs.peer(first.other()).read(words.length)).isEqualTo(words);
      legs.peer(first).reset();
      assertThat(legs.end(first.other())).isEqualTo(End.RESET);
      assertEnd(legs.nextClose(), first.label(), "1000", first.label(), "reset");
    }
  }

  /** Under TLS 1.3 a reset may follow a half-close; it ends the rest. */
  @ParameterizedTest
  @MethodSource("matrix")
  void a_reset_behind_an_end_is_handed_on(Kind kind) {
    for (Sender first : Sender.values()) {
      if (!kind.tls(first) || kind.version().equals(TestTls.V12)) {
        continue;
      }
      TlsLegs legs = legs(kind);
      TestTls.closeNotify(legs.peer(first));
      assertThat(legs.end(first.other())).isEqualTo(End.IN_ORDER);
      legs.peer(first).reset();
      JsonNode event = legs.nextClose();
      assertEnd(event, "none", "1006", first.label(), "fin");
      assertThat(event.get("proxyClose").isNull()).isTrue();
    }
  }

  /** A record that no key fits ends a leg as a reset does. */
  @ParameterizedTest
  @MethodSource("matrix")
  void a_broken_record_is_handed_on_as_a_reset(Kind kind) throws Exception {
    for (Sender first : Sender.values()) {
      if (!kind.tls(first)) {
        continue;
      }
      TlsLegs legs = legs(kind);
      legs.say(first, from(first).text("hello"));
      byte[] record = {
        23, 3, 3, 0, 30, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30
      };
      TestTls.of(legs.peer(first)).bare().getOutputStream().write(record);
      assertThat(legs.end(first.other())).isEqualTo(End.RESET);
      assertEnd(legs.nextClose(), "none", "1006", first.label(), "reset");
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void what_comes_in_one_record_with_a_handshake_is_relayed(Kind kind) {
    TlsLegs legs = legs(kind);
    byte[] early = from(Sender.CLIENT).text("early").bytes();
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        legs.proxy()
            .upgradeRequest("/chat")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    request.writeBytes(early);
    try (RawPeer client = legs.connect(0).send(request.toByteArray());
        RawPeer service = legs.service().accept()) {
      service.readHead();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      answer.writeBytes(
          RawService.switching(service.head())
              .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      byte[] close = from(Sender.SERVICE).close(1001, "at once").bytes();
      answer.writeBytes(close);
      service.send(answer.toByteArray()).fin(); // close_notify and FIN right behind it
      if (!kind.endsAtOnce(Sender.SERVICE)) {
        assertThat(service.read(early.length)).isEqualTo(early);
      }
      client.readHead();
      RawPeer.Rest rest = client.readToEnd();
      assertThat(rest.bytes()).isEqualTo(close);
      assertThat(rest.reset()).isFalse();
      client.fin();
      assertThat(service.readToEnd().reset()).isFalse();
    }
    JsonNode event = legs.nextClose();
    assertEnd(event, "service", "1001", "service", "fin");
    assertThat(event.at("/traffic/client/messages").asInt()).isEqualTo(1);
  }

  private static FrameBytes from(Sender sender) {
    return FrameBytes.from(sender);
  }

  private static void assertEnd(
      JsonNode event, String initiator, String code, String endedBy, String how) {
    assertThat(event.get("initiator").asText()).as("%s", event).isEqualTo(initiator);
    assertThat(event.get("code").asText()).isEqualTo(code);
    assertThat(event.at("/tcpEnd/by").asText()).as("%s", event).isEqualTo(endedBy);
    assertThat(event.at("/tcpEnd/how").asText()).as("%s", event).isEqualTo(how);
  }
}
