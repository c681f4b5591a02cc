package dev.closewatch.analyzer.event;

import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.traffic.DirectionCounts;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How one connection ended: a value, exactly one for each connection.
 *
 * @param opening what was known when it opened
 * @param closedAt wall time of the end: opening plus the monotonic duration
 * @param initiator who began the end
 * @param code the code of the end, {@link dev.closewatch.analyzer.close.Close#NO_CODE} for none
 * @param kind what the code means
 * @param reason the initiator's reason, untrusted, "" when absent
 * @param meaning what the code means in this service, as its operator wrote it; "" when nothing was
 *     written
 * @param clientSees what a conforming API at the client reports
 * @param serviceSees the same at the service
 * @param clientClose the client's first Close as it was on the wire, or null
 * @param serviceClose the service's, or null
 * @param reply how the initiator was answered
 * @param replier the side that did not initiate, or null
 * @param replyNanos from the first Close to its answer, or null without one
 * @param unansweredNanos where the reply is missing: for how long the replier could have answered,
 *     that is, from the moment when the Close had been written to its leg until a leg ended; else
 *     null
 * @param clean whether both sides said a legal Close and nothing behind it
 * @param ending the class that durations are kept apart by
 * @param tcpEnd the first leg to end
 * @param durationNanos from the 101 to the end
 * @param fromClient what the client sent
 * @param fromService what the service sent
 * @param abnormal what stood open, where the connection ended with no Close; else null
 * @param unreadable the senders whose direction could not be read to its end
 * @param proxyClose what the proxy did to end it, or null if it did nothing
 * @param policy why it happened, where one side closed on the other for its policy; else null
 * @param violations each distinct one with its count, in the order of their declaration
 */
public record CloseEvent(
    Opening opening,
    Instant closedAt,
    Initiator initiator,
    int code,
    CloseKind kind,
    String reason,
    String meaning,
    Seen clientSees,
    Seen serviceSees,
    @Nullable WireClose clientClose,
    @Nullable WireClose serviceClose,
    Reply reply,
    @Nullable Sender replier,
    @Nullable Long replyNanos,
    @Nullable Long unansweredNanos,
    boolean clean,
    Ending ending,
    TcpEnd tcpEnd,
    long durationNanos,
    Traffic fromClient,
    Traffic fromService,
    @Nullable Abnormal abnormal,
    List<Sender> unreadable,
    @Nullable ProxyClose proxyClose,
    @Nullable PolicyVerdict policy,
    List<ViolationCount> violations) {

  /** Keeps copies of the lists. */
  public CloseEvent {
    unreadable = List.copyOf(unreadable);
    violations = List.copyOf(violations);
  }

  /**
   * Returns the same event as others may see it.
   *
   * @param shown what they may see of the opening
   * @param text what they may see of a text from the wire
   */
  public CloseEvent shownAs(Opening shown, UnaryOperator<String> text) {
    return new CloseEvent(
        shown,
        closedAt,
        initiator,
        code,
        kind,
        text.apply(reason),
        meaning,
        new Seen(clientSees.code(), text.apply(clientSees.reason())),
        new Seen(serviceSees.code(), text.apply(serviceSees.reason())),
        clientClose == null ? null : clientClose.shownAs(text),
        serviceClose == null ? null : serviceClose.shownAs(text),
        reply,
        replier,
        replyNanos,
        unansweredNanos,
        clean,
        ending,
        tcpEnd,
        durationNanos,
        fromClient,
        fromService,
        abnormal,
        unreadable,
        proxyClose,
        policy == null ? null : policy.shownAs(text),
        violations);
  }

  /** A Close as it was on the wire, and when its last byte had been read. */
  public record WireClose(int code, CloseKind kind, String reason, Instant at) {
    private WireClose shownAs(UnaryOperator<String> text) {
      return new WireClose(code, kind, text.apply(reason), at);
    }
  }

  /** Which leg ended first, and how. */
  public record TcpEnd(TcpEndBy by, TcpEndHow how) {}

  /** What one side sent, and for how long its reading was paused since the other side was slow. */
  public record Traffic(DirectionCounts counts, long pausedNanos) {}

  /**
   * The anatomy of an end without a Close.
   *
   * @param cutIn what the end cut: of the leg that ended first, else of the other
   * @param client the client's side of it
   * @param service the service's side of it
   */
  public record Abnormal(CutIn cutIn, Side client, Side service) {
    /**
     * One side at the end.
     *
     * @param idleNanos since its last byte (or the opening) until the first leg ended
     * @param unansweredPings its pings since the other side's last pong
     * @param undeliveredBytes its bytes that found the other leg gone
     */
    public record Side(long idleNanos, int unansweredPings, long undeliveredBytes) {}
  }

  /** Why the proxy ended the connection, and which legs got a Close of ours. */
  public record ProxyClose(ProxyCloseReason reason, boolean toClient, boolean toService) {}

  /** A violation that a sender showed, and how often. */
  public record ViolationCount(Sender sender, Violation violation, long count) {}
}
