package dev.closewatch.analyzer;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseClassifier;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.ProxyClose;
import dev.closewatch.analyzer.event.CloseEvent.TcpEnd;
import dev.closewatch.analyzer.event.CloseEvent.Traffic;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.policy.TrafficShape;
import dev.closewatch.analyzer.traffic.DirectionTraffic;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches one connection from its 101 to its end and says, once, how it ended.
 *
 * <p>The caller tells it what happened in the order in which it happened: bytes that were read,
 * Closes that were written on, legs that ended, what it decided itself. Times are nanoseconds of
 * one monotonic clock. Not thread-safe; a value of {@link CloseEvent} is all that leaves it.
 */
public final class ConnectionAnalyzer {
  private final Opening opening;
  private final LiveCounts counts;
  private final CauseFinder causes;
  private final CloseClassifier classifier = new CloseClassifier();
  private final DirectionAnalyzer fromClient;
  private final DirectionAnalyzer fromService;
  private boolean unobservedTold;
  private @Nullable ProxyCloseReason proxyReason;
  private boolean ended;

  /**
   * Starts watching.
   *
   * @param opening what is known of the connection
   * @param counts told of frames, Closes and violations as they are read
   * @param causes says what the closes of this route mean
   */
  public ConnectionAnalyzer(Opening opening, LiveCounts counts, CauseFinder causes) {
    this.opening = opening;
    this.counts = counts;
    this.causes = causes;
    DirectionTraffic client = new DirectionTraffic(opening.openedNanos());
    DirectionTraffic service = new DirectionTraffic(opening.openedNanos());
    TrafficShape clientShape = new TrafficShape(opening.openedNanos());
    TrafficShape serviceShape = new TrafficShape(opening.openedNanos());
    fromClient = direction(Sender.CLIENT, client, service, clientShape, serviceShape);
    fromService = direction(Sender.SERVICE, service, client, serviceShape, clientShape);
  }

  /**
   * Bytes have been read from a side: those at indexes {@code from} to {@code to}.
   *
   * @param stopAtFrameEnd whether to read no further than the end of the first frame that ends
   * @return the index behind the last byte taken, {@code to} unless stopped at a frame's end
   */
  public int read(
      Sender sender, ByteBuffer bytes, int from, int to, boolean stopAtFrameEnd, long nowNanos) {
    int end = from(sender).read(bytes, from, to, stopAtFrameEnd, nowNanos);
    if (from(sender).isUnreadable()) {
      tellUnobserved(UnobservedReason.UNREADABLE);
    }
    return end;
  }

  /**
   * Returns the index behind the last byte of the sender's first Close if it ended in the bytes of
   * the latest {@link #read}, else -1. Up to there they must have been written before {@link
   * #closeWritten} may be told.
   */
  public int closeEnd(Sender sender) {
    return from(sender).closeEnd();
  }

  /** Bytes have been read from a side, and passed on without a look at them. */
  public void readUnobserved(Sender sender, int count, long nowNanos) {
    from(sender).traffic().bytesRead(count, nowNanos);
  }

  /** From now on nothing can be said of either direction, whatever the reason. */
  public void unobserved(UnobservedReason reason) {
    classifier.fault(Sender.CLIENT);
    classifier.fault(Sender.SERVICE);
    tellUnobserved(reason);
  }

  /** The sender's first Close has been written, whole, to the other leg's socket. */
  public void closeWritten(Sender sender, long nowNanos) {
    classifier.closeWritten(sender, nowNanos);
  }

  /** Bytes read from the sender found the other leg gone, or closed by us. */
  public void undelivered(Sender sender, long count) {
    from(sender).traffic().undelivered(count);
  }

  /** Reading from the sender had been paused for so long, since the other side read slowly. */
  public void paused(Sender sender, long nanos) {
    from(sender).traffic().paused(nanos);
  }

  /** The leg that leads to this side has ended: its FIN, its RST or its loss has been read. */
  public void legEnded(Sender leg, TcpEndHow how, long nowNanos) {
    noteIdleTimes(nowNanos);
    classifier.legEnded(leg, how, nowNanos);
  }

  /** The proxy has decided to end the connection; the first reason stays. */
  public void proxyDecided(ProxyCloseReason reason) {
    classifier.proxyDecided();
    if (proxyReason == null) {
      proxyReason = reason;
    }
  }

  /** A Close of our own has been written, whole, to the leg that leads to this side. */
  public void ourCloseWritten(Sender leg, Close ours) {
    classifier.ourCloseWritten(leg, ours);
  }

  /** The proxy has ended the legs itself. */
  public void proxyEnded(TcpEndHow how, long nowNanos) {
    noteIdleTimes(nowNanos);
    classifier.proxyEnded(how, nowNanos);
  }

  /**
   * Returns whether a Close of ours may be put behind the bytes that this side has sent so far:
   * they can be read, end with a whole frame, and no Close was among them.
   */
  public boolean mayInsertClose(Sender sender) {
    return !classifier.isUnreadable(sender)
        && classifier.closeOf(sender) == null
        && from(sender).betweenFrames();
  }

  /** Returns whether that may come to be so with further bytes. */
  public boolean mayInsertCloseLater(Sender sender) {
    return !classifier.isUnreadable(sender) && classifier.closeOf(sender) == null;
  }

  /** Returns whether this side's first Close has been read. */
  public boolean hasClosed(Sender sender) {
    return classifier.closeOf(sender) != null;
  }

  /** Returns whether the end has begun: a Close was read, a leg ended, or the proxy decided. */
  public boolean closing() {
    return classifier.decidedInitiator() != null;
  }

  /** Returns what is known since the opening. */
  public Opening opening() {
    return opening;
  }

  /** Returns the running counts of one direction. */
  public DirectionTraffic traffic(Sender sender) {
    return from(sender).traffic();
  }

  /**
   * The connection has ended: both legs, in both directions. To be called once.
   *
   * @throws IllegalStateException if it has been called before
   */
  public CloseEvent end(long nowNanos) {
    if (ended) {
      throw new IllegalStateException("connection " + opening.id() + " has already ended");
    }
    ended = true;
    noteIdleTimes(nowNanos);
    Close end = classifier.end();
    PolicyVerdict policy = fromClient.policy() != null ? fromClient.policy() : fromService.policy();
    TcpEndBy by = classifier.tcpEndBy();
    TcpEndHow how = classifier.tcpEndHow();
    return new CloseEvent(
        opening,
        wallTime(nowNanos),
        classifier.initiator(),
        end.code(),
        end.kind(),
        end.reason(),
        causes.meaning(end),
        classifier.seenBy(Sender.CLIENT),
        classifier.seenBy(Sender.SERVICE),
        onWire(Sender.CLIENT),
        onWire(Sender.SERVICE),
        classifier.reply(),
        classifier.replier(),
        replyNanos(),
        classifier.unansweredNanos(),
        classifier.clean(),
        policy == null ? classifier.ending() : Ending.POLICY,
        new TcpEnd(by == null ? TcpEndBy.PROXY : by, how == null ? TcpEndHow.FIN : how),
        nowNanos - opening.openedNanos(),
        traffic(fromClient),
        traffic(fromService),
        end.kind() == CloseKind.ABNORMAL ? anatomy() : null,
        unreadable(),
        proxyClose(),
        policy,
        violations());
  }

  private DirectionAnalyzer direction(
      Sender sender,
      DirectionTraffic traffic,
      DirectionTraffic otherTraffic,
      TrafficShape shape,
      TrafficShape otherShape) {
    return new DirectionAnalyzer(
        sender,
        opening.reservedBits(),
        traffic,
        otherTraffic,
        shape,
        otherShape,
        causes,
        classifier,
        counts);
  }

  private void tellUnobserved(UnobservedReason reason) {
    if (!unobservedTold) {
      unobservedTold = true;
      counts.unobserved(reason);
    }
  }

  private @Nullable WireClose onWire(Sender sender) {
    Close close = classifier.closeOf(sender);
    if (close == null) {
      return null;
    }
    Instant at = wallTime(classifier.closeNanosOf(sender));
    return new WireClose(close.code(), close.kind(), close.reason(), at);
  }

  private @Nullable ProxyClose proxyClose() {
    boolean toClient = classifier.hasOurClose(Sender.CLIENT);
    boolean toService = classifier.hasOurClose(Sender.SERVICE);
    return proxyReason == null ? null : new ProxyClose(proxyReason, toClient, toService);
  }

  private @Nullable Long replyNanos() {
    Reply reply = classifier.reply();
    Sender replier = classifier.replier();
    if (replier == null || (reply != Reply.SAME && reply != Reply.DIFFERENT)) {
      return null;
    }
    return classifier.closeNanosOf(replier) - classifier.closeNanosOf(replier.other());
  }

  /** Behind a first leg's end the other side may still send; it had been idle all the same. */
  private void noteIdleTimes(long nowNanos) {
    if (classifier.tcpEndBy() == null) {
      fromClient.traffic().noteIdleTime(nowNanos);
      fromService.traffic().noteIdleTime(nowNanos);
    }
  }

  private Abnormal anatomy() {
    boolean serviceEndedFirst = classifier.tcpEndBy() == TcpEndBy.SERVICE;
    DirectionAnalyzer first = serviceEndedFirst ? fromService : fromClient;
    DirectionAnalyzer second = serviceEndedFirst ? fromClient : fromService;
    CutIn cutIn = first.cutIn() != CutIn.NONE ? first.cutIn() : second.cutIn();
    return new Abnormal(cutIn, side(fromClient), side(fromService));
  }

  private static Abnormal.Side side(DirectionAnalyzer direction) {
    DirectionTraffic traffic = direction.traffic();
    return new Abnormal.Side(
        traffic.idleNanos(), traffic.unansweredPings(), traffic.undeliveredBytes());
  }

  private static Traffic traffic(DirectionAnalyzer direction) {
    return new Traffic(direction.traffic().counts(), direction.traffic().pausedNanos());
  }

  private List<Sender> unreadable() {
    List<Sender> senders = new ArrayList<>(2);
    for (Sender sender : Sender.values()) {
      if (classifier.isUnreadable(sender)) {
        senders.add(sender);
      }
    }
    return senders;
  }

  private List<ViolationCount> violations() {
    List<ViolationCount> list = new ArrayList<>(0);
    for (Sender sender : Sender.values()) {
      for (Violation violation : Violation.values()) {
        long count = from(sender).violations(violation);
        if (count > 0) {
          list.add(new ViolationCount(sender, violation, count));
        }
      }
    }
    return list;
  }

  private Instant wallTime(long nanos) {
    return opening.openedAt().plusNanos(nanos - opening.openedNanos());
  }

  private DirectionAnalyzer from(Sender sender) {
    return sender == Sender.CLIENT ? fromClient : fromService;
  }
}
