package dev.closewatch.analyzer.finding;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.TcpEnd;
import dev.closewatch.analyzer.event.CloseEvent.Traffic;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.traffic.DirectionCounts;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection, as briefly told as a test allows; what is not told is as with any other. Times
 * are milliseconds since the start of the test, seconds where the name says so.
 *
 * <pre>{@code
 * Story.of("peer-7").on("chat").lived(60).vanishes(SERVICE).at(120_000)
 * }</pre>
 */
final class Story {
  private static final Seen SEEN = new Seen(1006, "");
  private static final Instant STARTED_AT = Instant.parse("2026-03-01T23:59:30Z");

  /** Half a minute later the monotonic clock overflows. */
  static final long START_NANOS = Long.MAX_VALUE - MILLISECONDS.toNanos(30_000);

  private final String peer;
  private String route = "chat";
  private String instance = "echo-1:9000";
  private ClientStack stack = ClientStack.UNKNOWN;
  private double livedSeconds = 2;
  private double clientIdleSeconds = 0.05;
  private double serviceIdleSeconds = 0.05;
  private Initiator initiator = Initiator.CLIENT;
  private Close first = close(1000);
  private @Nullable Close answer = close(1000);
  private TcpEndBy endedBy = TcpEndBy.CLIENT;
  private TcpEndHow how = TcpEndHow.FIN;
  private Reply reply = Reply.SAME;

  private Story(String peer) {
    this.peer = peer;
  }

  static Story of(String peer) {
    return new Story(peer);
  }

  static Story of(int peer) {
    return new Story("peer-" + peer);
  }

  /** Returns the monotonic time of a moment. */
  static long nanos(long millis) {
    return START_NANOS + MILLISECONDS.toNanos(millis);
  }

  /** Returns the wall time of a moment. */
  static Instant wall(long millis) {
    return STARTED_AT.plusMillis(millis);
  }

  Story on(String name) {
    route = name;
    return this;
  }

  Story through(String serviceInstance) {
    instance = serviceInstance;
    return this;
  }

  Story with(ClientStack clientStack) {
    stack = clientStack;
    return this;
  }

  Story lived(double seconds) {
    livedSeconds = seconds;
    return this;
  }

  /** For how long each side had been silent. */
  Story silent(double clientSeconds, double serviceSeconds) {
    clientIdleSeconds = clientSeconds;
    serviceIdleSeconds = serviceSeconds;
    return this;
  }

  /** Ends with no Close, by a FIN of this side. */
  Story vanishes(Sender side) {
    return vanishes(side, TcpEndHow.FIN);
  }

  Story vanishes(Sender side, TcpEndHow end) {
    initiator = Initiator.NONE;
    first = new Close(CloseCodes.ABNORMAL_CLOSURE, CloseKind.ABNORMAL, "");
    answer = null;
    endedBy = side == Sender.CLIENT ? TcpEndBy.CLIENT : TcpEndBy.SERVICE;
    how = end;
    reply = Reply.NOT_APPLICABLE;
    return this;
  }

  /** This side closes and the other echoes; a code of 0 is an empty Close. */
  Story closes(Sender side, int code) {
    return closes(side, code, code);
  }

  /** This side closes and the other answers; a code of 0 is an empty Close. */
  Story closes(Sender side, int code, int answerCode) {
    initiator = side == Sender.CLIENT ? Initiator.CLIENT : Initiator.SERVICE;
    first = close(code);
    answer = close(answerCode);
    endedBy = side == Sender.CLIENT ? TcpEndBy.CLIENT : TcpEndBy.SERVICE;
    reply = code == answerCode ? Reply.SAME : Reply.DIFFERENT;
    return this;
  }

  /** The answer was none: it had been on its way already. */
  Story crossed() {
    reply = Reply.CROSSED;
    return this;
  }

  /** We end it, with a Close. */
  Story drained() {
    initiator = Initiator.PROXY;
    first = close(1001);
    answer = close(1001);
    endedBy = TcpEndBy.PROXY;
    reply = Reply.NOT_APPLICABLE;
    return this;
  }

  /** Returns how it opened. */
  Opening opening(long endMillis) {
    long durationNanos = seconds(livedSeconds);
    return new Opening(
        "c-" + peer + "-" + endMillis,
        null,
        new Opening.Observer("closewatch-0", "test"),
        route,
        wall(endMillis).minusNanos(durationNanos),
        nanos(endMillis) - durationNanos,
        new Opening.Client(peer, peer, null, stack, null),
        new Opening.Service(instance),
        new Opening.Request("example.org", "/chat", null, null, List.of()),
        ReservedBits.NONE);
  }

  /** Returns how it ended, at this moment. */
  CloseEvent at(long endMillis) {
    boolean service = initiator == Initiator.SERVICE;
    boolean abnormal = first.kind() == CloseKind.ABNORMAL;
    Traffic nothing = new Traffic(new DirectionCounts(0, 0, 0, Map.of()), 0);
    return new CloseEvent(
        opening(endMillis),
        wall(endMillis),
        initiator,
        first.code(),
        first.kind(),
        first.reason(),
        "",
        SEEN,
        SEEN,
        onWire(service ? answer : first, endMillis),
        onWire(service ? first : answer, endMillis),
        reply,
        initiator == Initiator.CLIENT ? Sender.SERVICE : service ? Sender.CLIENT : null,
        null,
        null,
        false,
        abnormal ? Ending.ABNORMAL : Ending.OTHER,
        new TcpEnd(endedBy, how),
        seconds(livedSeconds),
        nothing,
        nothing,
        abnormal
            ? new Abnormal(CutIn.NONE, side(clientIdleSeconds), side(serviceIdleSeconds))
            : null,
        List.of(),
        null,
        null,
        List.of());
  }

  private static @Nullable WireClose onWire(@Nullable Close close, long millis) {
    return close == null || !close.kind().onWire()
        ? null
        : new WireClose(close.code(), close.kind(), close.reason(), wall(millis));
  }

  private static Close close(int code) {
    byte[] payload = code == 0 ? new byte[0] : new byte[] {(byte) (code >> 8), (byte) code};
    return Close.read(payload, payload.length);
  }

  private static Abnormal.Side side(double idleSeconds) {
    return new Abnormal.Side(seconds(idleSeconds), 0, 0);
  }

  private static long seconds(double seconds) {
    return Math.round(seconds * 1e9);
  }
}
