package dev.closewatch.analyzer.close;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import org.jspecify.annotations.Nullable;

/**
 * Works out who began the end of one connection, how it was answered, and what each side saw.
 *
 * <p>It is told what happened, in the order in which it happened; the first of three things decides
 * the initiator, and nothing later changes it:
 *
 * <pre>
 *              Close read from a side -------------> CLIENT or SERVICE
 *   open ----- a leg's end read, all readable -----> NONE       (1006, abnormal)
 *        \---- a leg's end read, some unreadable --> UNKNOWN    (no code, unobserved)
 *         \--- the proxy decides to end it --------> PROXY      (1001 or 1006)
 * </pre>
 *
 * <p>Times are nanoseconds of one monotonic clock. Not thread-safe.
 */
public final class CloseClassifier {
  private static final long NEVER = Long.MIN_VALUE;

  /** One direction: what its sender closed with, and how far that got. */
  private static final class Direction {
    @Nullable Close close;
    long closeNanos = NEVER;
    boolean closeWritten;
    long closeWrittenNanos = NEVER;
    boolean crossed;
    boolean dataAfterClose;
    boolean unreadable;
    boolean fault;

    /** The Close that we put into this direction in the sender's place. */
    @Nullable Close ours;
  }

  private final Direction fromClient = new Direction();
  private final Direction fromService = new Direction();
  private @Nullable Initiator initiator;
  private @Nullable TcpEndBy tcpEndBy;
  private @Nullable TcpEndHow tcpEndHow;
  private long tcpEndNanos = NEVER;

  /** Starts with the connection open and nothing read. */
  public CloseClassifier() {}

  /** The last byte of this sender's first Close has been read. */
  public void closeRead(Sender sender, Close close, long nowNanos) {
    Direction direction = from(sender);
    direction.close = close;
    direction.closeNanos = nowNanos;
    Direction other = from(sender.other());
    direction.crossed = other.close != null && !other.closeWritten;
    decide(sender == Sender.CLIENT ? Initiator.CLIENT : Initiator.SERVICE);
  }

  /** The last byte of this sender's first Close has been written to the other leg's socket. */
  public void closeWritten(Sender sender, long nowNanos) {
    from(sender).closeWritten = true;
    from(sender).closeWrittenNanos = nowNanos;
  }

  /** A data frame has come behind this sender's Close. */
  public void dataAfterClose(Sender sender) {
    from(sender).dataAfterClose = true;
  }

  /** This sender's direction cannot be read any further: nothing after this point is a Close. */
  public void unreadable(Sender sender) {
    from(sender).unreadable = true;
  }

  /** The reader itself has failed, or is switched off: a Close may pass from now on unseen. */
  public void fault(Sender sender) {
    from(sender).unreadable = true;
    from(sender).fault = true;
  }

  /** The leg that leads to this side has ended: its FIN or RST has been read, or it timed out. */
  public void legEnded(Sender leg, TcpEndHow how, long nowNanos) {
    decide(anyUnreadable() ? Initiator.UNKNOWN : Initiator.NONE);
    end(leg == Sender.CLIENT ? TcpEndBy.CLIENT : TcpEndBy.SERVICE, how, nowNanos);
  }

  /** The proxy has decided to end the connection. */
  public void proxyDecided() {
    decide(Initiator.PROXY);
  }

  /** A Close of ours has been written whole to the leg that leads to this side. */
  public void ourCloseWritten(Sender leg, Close ours) {
    from(leg.other()).ours = ours;
  }

  /** The proxy has ended a leg itself. */
  public void proxyEnded(TcpEndHow how, long nowNanos) {
    decide(anyUnreadable() ? Initiator.UNKNOWN : Initiator.NONE);
    end(TcpEndBy.PROXY, how, nowNanos);
  }

  /** Returns who began the end, or null while nothing has happened that says so. */
  public @Nullable Initiator decidedInitiator() {
    return initiator;
  }

  /** Returns who began the end; to be asked when the connection has ended. */
  public Initiator initiator() {
    return initiator == null ? Initiator.UNKNOWN : initiator;
  }

  /** Returns this sender's first Close as it was on the wire, or null. */
  public @Nullable Close closeOf(Sender sender) {
    return from(sender).close;
  }

  /** Returns when that Close had been read; meaningless where there is none. */
  public long closeNanosOf(Sender sender) {
    return from(sender).closeNanos;
  }

  /** Returns whether a Close of ours has been written to the leg that leads to this side. */
  public boolean hasOurClose(Sender leg) {
    return from(leg.other()).ours != null;
  }

  /** Returns code, kind and reason of the connection's end: those of the initiator's Close. */
  public Close end() {
    return switch (initiator()) {
      case CLIENT -> known(fromClient.close);
      case SERVICE -> known(fromService.close);
      case NONE -> new Close(CloseCodes.ABNORMAL_CLOSURE, CloseKind.ABNORMAL, "");
      case UNKNOWN -> new Close(Close.NO_CODE, CloseKind.UNOBSERVED, "");
      case PROXY -> {
        Close ours = fromService.ours != null ? fromService.ours : fromClient.ours;
        yield ours != null ? ours : new Close(CloseCodes.ABNORMAL_CLOSURE, CloseKind.ABNORMAL, "");
      }
    };
  }

  /** Returns how the side that did not initiate answered. */
  public Reply reply() {
    Sender replier = replier();
    if (replier == null) {
      return Reply.NOT_APPLICABLE;
    }
    Direction answer = from(replier);
    if (answer.close == null) {
      return answer.unreadable ? Reply.UNKNOWN : Reply.MISSING;
    }
    if (answer.crossed) {
      return Reply.CROSSED;
    }
    return answer.close.echoes(end()) ? Reply.SAME : Reply.DIFFERENT;
  }

  /** Returns the side that did not initiate, or null where neither side did. */
  public @Nullable Sender replier() {
    return switch (initiator()) {
      case CLIENT -> Sender.SERVICE;
      case SERVICE -> Sender.CLIENT;
      default -> null;
    };
  }

  /**
   * Returns, where the reply is missing, for how long the replier could have given one: from the
   * moment when the Close had been written to its leg until the first leg ended. Null where there
   * is a reply, or where the Close never reached that leg.
   */
  public @Nullable Long unansweredNanos() {
    Sender replier = replier();
    if (replier == null || reply() != Reply.MISSING) {
      return null;
    }
    Direction asked = from(replier.other());
    if (!asked.closeWritten || tcpEndBy == null) {
      return null;
    }
    return Math.max(0, tcpEndNanos - asked.closeWrittenNanos);
  }

  /** Returns whether both sides said a legal Close and no data behind it (and answered ours). */
  public boolean clean() {
    boolean answersOurs =
        initiator() != Initiator.PROXY || (fromClient.ours != null && fromService.ours != null);
    return answersOurs && cleanly(fromClient) && cleanly(fromService);
  }

  /** Returns what a conforming API on this side reports. */
  public Seen seenBy(Sender side) {
    Direction toSide = from(side.other());
    if (toSide.ours != null) {
      return new Seen(toSide.ours.code(), toSide.ours.reason());
    }
    if (toSide.close == null) {
      return toSide.fault ? Seen.UNKNOWN : Seen.NOTHING;
    }
    return toSide.closeWritten && toSide.close.legal()
        ? new Seen(toSide.close.code(), toSide.close.reason())
        : Seen.NOTHING;
  }

  /** Returns which leg ended first, or null while both are open. */
  public @Nullable TcpEndBy tcpEndBy() {
    return tcpEndBy;
  }

  /** Returns how that leg ended, or null while both are open. */
  public @Nullable TcpEndHow tcpEndHow() {
    return tcpEndHow;
  }

  /** Returns whether this sender's direction could not be read to its end. */
  public boolean isUnreadable(Sender sender) {
    return from(sender).unreadable;
  }

  /** Returns which of the five endings this is: the most telling one, where several would fit. */
  public Ending ending() {
    if (initiator() == Initiator.PROXY) {
      return Ending.PROXY;
    }
    return switch (end().kind()) {
      case ABNORMAL -> Ending.ABNORMAL;
      case POLICY -> Ending.POLICY;
      default -> clean() ? Ending.CLEAN : Ending.OTHER;
    };
  }

  private static boolean cleanly(Direction direction) {
    return direction.close != null && direction.close.legal() && !direction.dataAfterClose;
  }

  private void decide(Initiator candidate) {
    if (initiator == null) {
      initiator = candidate;
    }
  }

  private void end(TcpEndBy by, TcpEndHow how, long nowNanos) {
    if (tcpEndBy == null) {
      tcpEndNanos = nowNanos;
      tcpEndBy = by;
      tcpEndHow = how;
    }
  }

  private boolean anyUnreadable() {
    return fromClient.unreadable || fromService.unreadable;
  }

  private Direction from(Sender sender) {
    return sender == Sender.CLIENT ? fromClient : fromService;
  }

  private static Close known(@Nullable Close close) {
    if (close == null) {
      throw new IllegalStateException("an initiator without a Close");
    }
    return close;
  }
}
