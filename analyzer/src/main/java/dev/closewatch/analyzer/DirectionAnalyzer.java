package dev.closewatch.analyzer;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseClassifier;
import dev.closewatch.analyzer.frame.FrameListener;
import dev.closewatch.analyzer.frame.FrameReader;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.policy.TrafficShape;
import dev.closewatch.analyzer.traffic.DirectionTraffic;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One direction of a connection: reads its frames, counts them, and tells the classifier. */
final class DirectionAnalyzer implements FrameListener {
  private final Sender sender;
  private final CloseClassifier classifier;
  private final LiveCounts counts;
  private final DirectionTraffic traffic;
  private final DirectionTraffic otherTraffic;
  private final TrafficShape shape;
  private final TrafficShape otherShape;
  private final CauseFinder causes;
  private final FrameReader reader;
  private @Nullable Map<Violation, Long> violations; // most connections show none
  private @Nullable PolicyVerdict policy;
  private Opcode messageOpcode = Opcode.TEXT;
  private long messageBytes;
  private long nowNanos;

  DirectionAnalyzer(
      Sender sender,
      ReservedBits reservedBits,
      DirectionTraffic traffic,
      DirectionTraffic otherTraffic,
      TrafficShape shape,
      TrafficShape otherShape,
      CauseFinder causes,
      CloseClassifier classifier,
      LiveCounts counts) {
    this.sender = sender;
    this.classifier = classifier;
    this.counts = counts;
    this.traffic = traffic;
    this.otherTraffic = otherTraffic;
    this.shape = shape;
    this.otherShape = otherShape;
    this.causes = causes;
    reader = new FrameReader(sender, reservedBits, this);
  }

  int read(ByteBuffer bytes, int from, int to, boolean stopAtFrameEnd, long now) {
    nowNanos = now;
    int end = reader.read(bytes, from, to, stopAtFrameEnd);
    traffic.bytesRead(end - from, now);
    return end;
  }

  int closeEnd() {
    return reader.closeEnd();
  }

  boolean betweenFrames() {
    return reader.betweenFrames();
  }

  boolean isUnreadable() {
    return reader.isUnreadable();
  }

  CutIn cutIn() {
    return reader.cutIn();
  }

  DirectionTraffic traffic() {
    return traffic;
  }

  /** Returns why this side closed on the other for its policy, or null if it did not. */
  @Nullable PolicyVerdict policy() {
    return policy;
  }

  long violations(Violation violation) {
    return violations == null ? 0 : violations.getOrDefault(violation, 0L);
  }

  @Override
  public void frame(Opcode opcode, long payloadBytes, boolean endsMessage) {
    traffic.frame(opcode, endsMessage);
    followMessage(opcode, payloadBytes, endsMessage);
    if (opcode == Opcode.PONG) {
      otherTraffic.pongFromOtherSide();
    }
    counts.frame(sender, opcode);
  }

  /** A message's size is that of all its fragments, between which control frames may stand. */
  private void followMessage(Opcode opcode, long payloadBytes, boolean endsMessage) {
    switch (opcode) {
      case TEXT, BINARY -> {
        messageOpcode = opcode;
        messageBytes = payloadBytes;
      }
      case CONTINUATION -> messageBytes += payloadBytes;
      default -> {}
    }
    if (endsMessage) {
      shape.message(messageOpcode, messageBytes, nowNanos);
    }
  }

  @Override
  public void close(byte @Nullable [] payload, int payloadBytes) {
    Close close = Close.read(payload, payloadBytes);
    classifier.closeRead(sender, close, nowNanos);
    Initiator initiator = classifier.initiator();
    if (classifier.replier() == sender.other() && causes.isPolicyClose(initiator, close)) {
      policy = causes.verdict(close, sender.other(), otherShape.sample(nowNanos));
    }
    counts.closeFrame(sender, close);
    Violation violation = violationOf(close.kind());
    if (violation != null) {
      violation(violation);
    }
  }

  @Override
  public void violation(Violation violation) {
    if (violations == null) {
      violations = new EnumMap<>(Violation.class);
    }
    violations.merge(violation, 1L, Long::sum);
    if (violation == Violation.DATA_AFTER_CLOSE) {
      classifier.dataAfterClose(sender);
    }
    counts.violation(sender, violation);
  }

  @Override
  public void unreadable() {
    classifier.unreadable(sender);
  }

  private static @Nullable Violation violationOf(CloseKind kind) {
    return switch (kind) {
      case RESERVED -> Violation.RESERVED_CLOSE_CODE;
      case UNASSIGNED, OUT_OF_RANGE -> Violation.INVALID_CLOSE_CODE;
      case MALFORMED -> Violation.MALFORMED_CLOSE;
      default -> null;
    };
  }
}
