package dev.closewatch.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Metrics;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestTransports;
import java.io.Closeable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A reset of either side at each point of a connection's life, on each transport: one outcome is
 * counted, nothing stays open, and the other leg learns of it.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResetsIT {
  /** When one side resets; what both have said by then. */
  enum Moment {
    BEFORE_A_BYTE,
    WITHIN_THE_HEAD,
    BEHIND_THE_REQUEST,
    BEHIND_THE_101,
    WITHIN_A_FRAMES_HEADER,
    WITHIN_A_PAYLOAD,
    BETWEEN_FRAGMENTS,
    WITHIN_A_CLOSE,
    BEHIND_ITS_OWN_CLOSE,
    BEHIND_THE_OTHERS_CLOSE,
    BEHIND_BOTH_CLOSES,
    BEHIND_ITS_OWN_FIN,
    BEHIND_THE_OTHERS_FIN;

    boolean opened() {
      return compareTo(BEHIND_THE_REQUEST) > 0;
    }
  }

  /** One proxy for each transport, and its service. */
  private record Site(TransportChoice transport, RawService service, Proxy proxy)
      implements Closeable {
    static Site of(TransportChoice transport) {
      Proxy.Settings settings = new Proxy.Settings();
      settings.transport = transport;
      RawService service = new RawService();
      return new Site(transport, service, settings.start(service.port()));
    }

    @Override
    public void close() {
      proxy.close();
      service.close();
    }
  }

  private final List<Site> sites = new ArrayList<>();

  @BeforeAll
  void start() {
    for (TransportChoice transport : TestTransports.available()) {
      sites.add(Site.of(transport));
    }
  }

  @AfterAll
  void stop() {
    sites.forEach(Site::close);
  }

  Stream<Arguments> everyMoment() {
    return sites.stream()
        .flatMap(
            site ->
                Stream.of(Moment.values())
                    .flatMap(
                        moment ->
                            Stream.of(Sender.values())
                                .map(side -> Arguments.of(site.transport, side, moment))));
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("everyMoment")
  void a_reset_has_one_outcome_and_the_other_leg_learns_of_it(
      TransportChoice transport, Sender side, Moment moment) {
    if (side == Sender.SERVICE && moment == Moment.BEFORE_A_BYTE) {
      // The service may be taken for one that cannot be reached, and be looked at again later.
      try (Site own = Site.of(transport)) {
        assertOneOutcome(own, side, moment);
      }
    } else {
      Site shared = sites.stream().filter(s -> s.transport == transport).findFirst().orElseThrow();
      assertOneOutcome(shared, side, moment);
    }
  }

  private static void assertOneOutcome(Site site, Sender side, Moment moment) {
    Metrics before = site.proxy.metrics();
    String id = side.label() + "-" + moment;
    if (moment.opened()) {
      resetWhenOpen(site, id, side, moment);
    } else if (side == Sender.CLIENT) {
      resetOfTheClientBeforeThe101(site, id, moment);
    } else {
      resetOfTheServiceBeforeThe101(site, id, moment);
    }
    List<String> outcomes = outcomes(side, moment);
    int asked = outcomes.isEmpty() ? 0 : 1;
    Metrics after = settled(site, before, asked);

    assertThat(grown(after, before, "closewatch_handshakes_total")).isEqualTo(asked);
    assertThat(
            outcomes.stream()
                .mapToDouble(o -> grown(after, before, "closewatch_handshakes_total", "outcome", o))
                .sum())
        .isEqualTo(asked);
    double opened = moment.opened() ? 1 : 0;
    assertThat(grown(after, before, "closewatch_connections_opened_total")).isEqualTo(opened);
    assertThat(grown(after, before, "closewatch_closes_total")).isEqualTo(opened);
    assertThat(after.unaccounted()).isZero();
    assertThat(site.proxy.json("/api/connections").get("connections")).isEmpty();
  }

  /** Returns what may be counted, once; empty if nothing was asked. */
  private static List<String> outcomes(Sender side, Moment moment) {
    if (moment.opened()) {
      return List.of("upgraded");
    }
    if (side == Sender.CLIENT) {
      return moment == Moment.BEHIND_THE_REQUEST ? List.of("client_gone") : List.of();
    }
    // A reset that is as fast as the connect is seen as either.
    return moment == Moment.BEFORE_A_BYTE
        ? List.of("bad_response", "unreachable")
        : List.of("bad_response");
  }

  private static Metrics settled(Site site, Metrics before, int outcomes) {
    return Eventually.get(
        "one outcome, and nothing open",
        site.proxy::metrics,
        now ->
            now.sum("closewatch_connections_active") == 0
                && grown(now, before, "closewatch_handshakes_total") >= outcomes);
  }

  private static double grown(Metrics now, Metrics before, String name, String... labels) {
    return now.sum(name, labels) - before.sum(name, labels);
  }

  private static void resetOfTheClientBeforeThe101(Site site, String id, Moment moment) {
    RawPeer client = RawPeer.connect(site.proxy.port());
    String request = site.proxy.upgradeRequest("/x", "X-Request-Id: " + id);
    switch (moment) {
      case BEFORE_A_BYTE -> client.reset();
      case WITHIN_THE_HEAD -> client.send(request.substring(0, 50)).reset();
      default -> {
        client.send(request);
        try (RawPeer service = site.service.accept()) {
          service.readHead();
          client.reset();
          service.readToEnd(); // and no longer than that
        }
      }
    }
  }

  private static void resetOfTheServiceBeforeThe101(Site site, String id, Moment moment) {
    try (RawPeer client = RawPeer.connect(site.proxy.port())) {
      client.send(site.proxy.upgradeRequest("/x", "X-Request-Id: " + id));
      RawPeer service = site.service.accept();
      switch (moment) {
        case BEFORE_A_BYTE -> service.reset();
        case WITHIN_THE_HEAD -> {
          service.readHead();
          service.send("HTTP/1.1 101 Switching Pro").reset();
        }
        default -> {
          service.readHead();
          service.reset();
        }
      }
      assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
      assertThat(client.readToEnd().reset()).isFalse();
    }
  }

  private static void resetWhenOpen(Site site, String id, Sender side, Moment moment) {
    try (Proxy.Pair pair = site.proxy.open(site.service, "X-Request-Id: " + id)) {
      RawPeer own = side == Sender.CLIENT ? pair.client() : pair.service();
      RawPeer other = side == Sender.CLIENT ? pair.service() : pair.client();
      FrameBytes frames = FrameBytes.from(side);
      FrameBytes others = FrameBytes.from(side.other());
      switch (moment) {
        case WITHIN_A_FRAMES_HEADER -> {
          FrameBytes frame = frames.length16().text("hello");
          pass(frame.withoutLast(frame.size() - 3), own, other);
        }
        case WITHIN_A_PAYLOAD -> pass(frames.text("hello").withoutLast(2), own, other);
        case BETWEEN_FRAGMENTS -> pass(frames.notFinal().text("hello"), own, other);
        case WITHIN_A_CLOSE -> pass(frames.close(1000, "bye").withoutLast(1), own, other);
        case BEHIND_ITS_OWN_CLOSE -> pass(frames.close(1000), own, other);
        case BEHIND_THE_OTHERS_CLOSE -> pass(others.close(1000), other, own);
        case BEHIND_BOTH_CLOSES -> {
          pass(frames.close(1000), own, other);
          pass(others.close(1000), other, own);
        }
        case BEHIND_ITS_OWN_FIN -> {
          own.fin();
          assertThat(other.readToFin()).isEmpty();
        }
        case BEHIND_THE_OTHERS_FIN -> {
          other.fin();
          assertThat(own.readToFin()).isEmpty();
        }
        default -> {}
      }
      own.reset();
      if (moment == Moment.BEHIND_ITS_OWN_FIN) {
        // Its input has ended already: that it is reset shows when it is written to.
        assertReset(other, side.other());
      } else {
        assertThat(other.readToEnd().reset()).as("the other leg").isTrue();
      }
      assertEvent(eventOf(site, id), side, moment);
    }
  }

  private static void pass(FrameBytes bytes, RawPeer from, RawPeer to) {
    from.send(bytes.bytes());
    assertThat(to.read(bytes.size())).isEqualTo(bytes.bytes());
  }

  private static void assertReset(RawPeer other, Sender from) {
    Eventually.isTrue(
        "the other leg is reset",
        () -> {
          try {
            other.send(FrameBytes.from(from).ping().bytes());
            return false;
          } catch (UncheckedIOException e) {
            return true;
          }
        });
  }

  private static JsonNode eventOf(Site site, String id) {
    return Eventually.get(
            "its event",
            () -> site.proxy.json("/api/closes?requestId=" + id).get("closes"),
            closes -> !closes.isEmpty())
        .get(0);
  }

  private static void assertEvent(JsonNode event, Sender side, Moment moment) {
    String initiator =
        switch (moment) {
          case BEHIND_ITS_OWN_CLOSE, BEHIND_BOTH_CLOSES -> side.label();
          case BEHIND_THE_OTHERS_CLOSE -> side.other().label();
          default -> "none";
        };
    assertThat(event.get("initiator").asText()).isEqualTo(initiator);
    boolean fin = moment == Moment.BEHIND_ITS_OWN_FIN || moment == Moment.BEHIND_THE_OTHERS_FIN;
    Sender first = moment == Moment.BEHIND_THE_OTHERS_FIN ? side.other() : side;
    assertThat(event.at("/tcpEnd/by").asText()).isEqualTo(first.label());
    assertThat(event.at("/tcpEnd/how").asText()).isEqualTo(fin ? "fin" : "reset");
    String cutIn =
        switch (moment) {
          case WITHIN_A_FRAMES_HEADER, WITHIN_A_PAYLOAD -> "frame";
          case BETWEEN_FRAGMENTS -> "message";
          case WITHIN_A_CLOSE -> "close_frame";
          default -> "none";
        };
    if (initiator.equals("none")) {
      assertThat(event.get("code").asInt()).isEqualTo(1006);
      assertThat(event.at("/abnormal/cutIn").asText()).isEqualTo(cutIn);
    }
    assertThat(event.get("clean").asBoolean()).isEqualTo(moment == Moment.BEHIND_BOTH_CLOSES);
  }
}
