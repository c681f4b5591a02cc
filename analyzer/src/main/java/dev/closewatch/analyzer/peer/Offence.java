package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.ProxyClose;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one close says against one of its two peers. Each exemption stands here, with its reason:
 * nobody is ever accused of what an ordinary implementation does.
 */
final class Offence {
  /** Told by the first Close, or counted by nobody: an answer's form is held against no one. */
  private static final Set<Violation> NOT_HELD_AGAINST =
      EnumSet.of(
          Violation.SECOND_CLOSE,
          Violation.RESERVED_CLOSE_CODE,
          Violation.INVALID_CLOSE_CODE,
          Violation.MALFORMED_CLOSE);

  /** What a Close can be malformed by: of its one broken Close no one is accused twice. */
  private static final Set<Violation> FORM_OF_A_CLOSE =
      EnumSet.of(Violation.LONG_CONTROL, Violation.FRAGMENTED_CONTROL, Violation.RESERVED_BITS);

  private final CloseEvent event;
  private final Sender side;

  Offence(CloseEvent event, Sender side) {
    this.event = event;
    this.side = side;
  }

  /** Whether the end was the doing of one of the two, or of the network; not ours, not unknown. */
  boolean counts() {
    return event.initiator() != Initiator.PROXY && event.initiator() != Initiator.UNKNOWN;
  }

  boolean started() {
    return event.initiator() == (side == Sender.CLIENT ? Initiator.CLIENT : Initiator.SERVICE);
  }

  /**
   * Whether an empty Close of this peer would say anything: not of a stack that sends one by
   * default, and not of a client that does not say what it is, as npm ws and others.
   */
  boolean hasJudgeableHabit() {
    String userAgent = event.opening().client().userAgent();
    return side == Sender.SERVICE
        || (userAgent != null && !userAgent.isBlank() && stack().emptyClose() != Habit.USUAL);
  }

  boolean startedEmpty() {
    return started() && event.kind() == CloseKind.EMPTY;
  }

  /** An extension may have defined a code that is unassigned otherwise. */
  boolean startedIllegally() {
    return started()
        && switch (event.kind()) {
          case RESERVED, OUT_OF_RANGE, MALFORMED -> true;
          case UNASSIGNED -> event.opening().request().extensions().isEmpty();
          default -> false;
        };
  }

  boolean closedOnForPolicy() {
    return event.policy() != null && event.replier() == side;
  }

  /** Other violations than those of Closes. */
  List<String> violations() {
    return event.violations().stream()
        .filter(v -> v.sender() == side && isHeldAgainst(v))
        .map(v -> v.violation().label())
        .toList();
  }

  private boolean isHeldAgainst(ViolationCount violation) {
    WireClose own = ownClose();
    boolean thatOfItsClose =
        own != null
            && own.kind() == CloseKind.MALFORMED
            && violation.count() == 1
            && FORM_OF_A_CLOSE.contains(violation.violation());
    return !thatOfItsClose && !NOT_HELD_AGAINST.contains(violation.violation());
  }

  boolean vanished() {
    return event.initiator() == Initiator.NONE && endedByThis() && ownClose() == null;
  }

  /**
   * Whether it left a Close unanswered that it could have answered. OkHttp leaves the answer to its
   * application, and many rightly fail the connection on an illegal Close instead. When we drained
   * the connection, the answer might still have come.
   */
  boolean ignoredClose(Duration answerTime) {
    Long unansweredNanos = event.unansweredNanos();
    ProxyClose proxyClose = event.proxyClose();
    boolean drained = proxyClose != null && proxyClose.reason() == ProxyCloseReason.DRAIN;
    return event.reply() == Reply.MISSING
        && event.replier() == side
        && !drained
        && unansweredNanos != null
        && unansweredNanos >= answerTime.toNanos()
        && new Close(event.code(), event.kind(), "").legal()
        && !(side == Sender.CLIENT && stack().answersByApplication());
  }

  /** Whether it ended a connection, in whatever way, that had lived shorter than that. */
  boolean endedSoon(Duration life) {
    boolean byThis = started() || (event.initiator() == Initiator.NONE && endedByThis());
    return byThis && event.durationNanos() < life.toNanos();
  }

  /** When the end began: with the Close that began it, or with the end of the first leg. */
  long beganNanos() {
    WireClose first =
        event.initiator() == Initiator.CLIENT
            ? event.clientClose()
            : event.initiator() == Initiator.SERVICE ? event.serviceClose() : null;
    long openedNanos = event.opening().openedNanos();
    return first == null
        ? openedNanos + event.durationNanos()
        : openedNanos + Duration.between(event.opening().openedAt(), first.at()).toNanos();
  }

  private ClientStack stack() {
    return event.opening().client().stack();
  }

  private boolean endedByThis() {
    return event.tcpEnd().by() == (side == Sender.CLIENT ? TcpEndBy.CLIENT : TcpEndBy.SERVICE);
  }

  private @Nullable WireClose ownClose() {
    return side == Sender.CLIENT ? event.clientClose() : event.serviceClose();
  }
}
