package dev.closewatch.analyzer;

import dev.closewatch.analyzer.Script.Moment;
import dev.closewatch.analyzer.Script.Step;
import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.ProxyClose;
import dev.closewatch.analyzer.event.CloseEvent.TcpEnd;
import dev.closewatch.analyzer.event.CloseEvent.Traffic;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.FrameModel;
import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.analyzer.policy.PolicyCodes;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.policy.ReasonWords;
import dev.closewatch.analyzer.policy.TrafficShape;
import dev.closewatch.analyzer.traffic.DirectionCounts;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The close event of a whole {@link Script}, worked out in the naive way: each question is put to
 * the full history, and nothing is kept from one to the next.
 */
final class CloseEventModel {
  /** What the proxy says, wherever it closes. */
  static final Close OURS = new Close(1001, CloseKind.GOING_AWAY, "proxy going away");

  static final CauseFinder CAUSES = new CauseFinder(ReasonWords.shipped(), PolicyCodes.DEFAULTS);

  private static final int NEVER = Integer.MAX_VALUE;

  private final Script script;
  private final Opening opening;
  private final List<Step> steps;
  private final Map<Sender, FrameModel> frames = new EnumMap<>(Sender.class);

  CloseEventModel(Script script, Opening opening) {
    this.script = script;
    this.opening = opening;
    steps = script.moments.stream().map(Moment::step).toList();
    for (Sender sender : Sender.values()) {
      byte[] observed = script.observed(sender, steps.size());
      frames.put(sender, new FrameModel(sender, script.allowed, observed));
    }
  }

  CloseEvent event() {
    Close end = end();
    return new CloseEvent(
        opening,
        wallTime(script.endNanos()),
        initiator(),
        end.code(),
        end.kind(),
        end.reason(),
        "",
        seenBy(Sender.CLIENT),
        seenBy(Sender.SERVICE),
        wireClose(Sender.CLIENT),
        wireClose(Sender.SERVICE),
        reply(),
        replier(),
        replyNanos(),
        unansweredNanos(),
        clean(),
        ending(),
        tcpEnd(),
        script.endNanos(),
        new Traffic(counts(Sender.CLIENT), 0),
        new Traffic(counts(Sender.SERVICE), 0),
        end.kind() == CloseKind.ABNORMAL ? abnormal() : null,
        Arrays.stream(Sender.values()).filter(s -> lostAt(s) != NEVER).toList(),
        proxyClose(),
        policy(),
        violations());
  }

  private Initiator initiator() {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (i == closedAt(Sender.CLIENT)) {
        return Initiator.CLIENT;
      }
      if (i == closedAt(Sender.SERVICE)) {
        return Initiator.SERVICE;
      }
      if (step instanceof Step.ProxyDecides) {
        return Initiator.PROXY;
      }
      if (endsALeg(step)) {
        boolean certain = lostAt(Sender.CLIENT) > i && lostAt(Sender.SERVICE) > i;
        return certain ? Initiator.NONE : Initiator.UNKNOWN;
      }
    }
    return Initiator.UNKNOWN;
  }

  private Close end() {
    Close abnormal = new Close(1006, CloseKind.ABNORMAL, "");
    boolean ourCloseWentOut = first(Step.OurCloseWritten.class::isInstance) != NEVER;
    return switch (initiator()) {
      case CLIENT -> close(Sender.CLIENT);
      case SERVICE -> close(Sender.SERVICE);
      case NONE -> abnormal;
      case PROXY -> ourCloseWentOut ? OURS : abnormal;
      case UNKNOWN -> new Close(Close.NO_CODE, CloseKind.UNOBSERVED, "");
    };
  }

  private Sender replier() {
    return switch (initiator()) {
      case CLIENT -> Sender.SERVICE;
      case SERVICE -> Sender.CLIENT;
      default -> null;
    };
  }

  private Reply reply() {
    Sender replier = replier();
    if (replier == null) {
      return Reply.NOT_APPLICABLE;
    }
    if (closedAt(replier) == NEVER) {
      return lostAt(replier) == NEVER ? Reply.MISSING : Reply.UNKNOWN;
    }
    if (closedAt(replier) < writtenAt(replier.other())) {
      return Reply.CROSSED;
    }
    Close one = close(replier.other());
    Close other = close(replier);
    boolean bothMalformed =
        one.kind() == CloseKind.MALFORMED && other.kind() == CloseKind.MALFORMED;
    boolean same = one.kind() == other.kind() && one.code() == other.code();
    return same || bothMalformed ? Reply.SAME : Reply.DIFFERENT;
  }

  private Long replyNanos() {
    if (reply() != Reply.SAME && reply() != Reply.DIFFERENT) {
      return null;
    }
    return nanos(closedAt(replier())) - nanos(closedAt(replier().other()));
  }

  private Long unansweredNanos() {
    int legEnds = first(CloseEventModel::endsALeg);
    if (reply() != Reply.MISSING || legEnds == NEVER || writtenAt(replier().other()) == NEVER) {
      return null;
    }
    return Math.max(0, nanos(legEnds) - nanos(writtenAt(replier().other())));
  }

  private PolicyVerdict policy() {
    Close end = end();
    if (replier() == null || !CAUSES.isPolicyClose(initiator(), end)) {
      return null;
    }
    Sender offender = replier();
    TrafficShape shape = new TrafficShape(0);
    int closedAt = closedAt(offender.other());
    for (FrameModel.Message message : frames.get(offender).messages()) {
      int read = stepThatReads(offender, message.after());
      if (read < closedAt) {
        shape.message(message.opcode(), message.payloadBytes(), nanos(read));
      }
    }
    return CAUSES.verdict(end, offender, shape.sample(nanos(closedAt)));
  }

  private boolean clean() {
    boolean bothLegal = true;
    for (Sender sender : Sender.values()) {
      bothLegal &= closedAt(sender) != NEVER && close(sender).legal();
      bothLegal &= told(sender).stream().noneMatch(t -> t.line().endsWith("data_after_close"));
    }
    boolean bothAsked = oursAt(Sender.CLIENT) != NEVER && oursAt(Sender.SERVICE) != NEVER;
    return bothLegal && (initiator() != Initiator.PROXY || bothAsked);
  }

  private Ending ending() {
    if (initiator() == Initiator.PROXY) {
      return Ending.PROXY;
    }
    if (end().kind() == CloseKind.ABNORMAL) {
      return Ending.ABNORMAL;
    }
    if (policy() != null) {
      return Ending.POLICY;
    }
    return clean() ? Ending.CLEAN : Ending.OTHER;
  }

  private TcpEnd tcpEnd() {
    int at = first(CloseEventModel::endsALeg);
    if (at == NEVER) {
      return new TcpEnd(TcpEndBy.PROXY, TcpEndHow.FIN);
    }
    if (steps.get(at) instanceof Step.LegEnds end) {
      return new TcpEnd(end.leg() == Sender.CLIENT ? TcpEndBy.CLIENT : TcpEndBy.SERVICE, end.how());
    }
    return new TcpEnd(TcpEndBy.PROXY, ((Step.ProxyEnds) steps.get(at)).how());
  }

  private Seen seenBy(Sender side) {
    if (oursAt(side) != NEVER) {
      return new Seen(OURS.code(), OURS.reason());
    }
    Sender sender = side.other();
    if (closedAt(sender) == NEVER) {
      boolean anythingMayHavePassed = first(Step.Unobserved.class::isInstance) != NEVER;
      return new Seen(anythingMayHavePassed ? Close.NO_CODE : 1006, "");
    }
    Close close = close(sender);
    boolean seen = close.legal() && writtenAt(sender) != NEVER;
    return seen ? new Seen(close.code(), close.reason()) : new Seen(1006, "");
  }

  private WireClose wireClose(Sender sender) {
    if (closedAt(sender) == NEVER) {
      return null;
    }
    Close close = close(sender);
    Instant at = wallTime(nanos(closedAt(sender)));
    return new WireClose(close.code(), close.kind(), close.reason(), at);
  }

  private DirectionCounts counts(Sender sender) {
    Map<Opcode, Long> byOpcode = new EnumMap<>(Opcode.class);
    long total = 0;
    for (Opcode opcode : Opcode.values()) {
      long count = told(sender).stream().filter(t -> isFrame(t.line(), opcode)).count();
      total += count;
      if (count > 0) {
        byOpcode.put(opcode, count);
      }
    }
    long messages = told(sender).stream().filter(t -> t.line().endsWith("message ends")).count();
    long bytes = 0;
    for (Step step : steps) {
      if (step instanceof Step.Bytes read && read.sender() == sender) {
        bytes = read.to();
      }
    }
    return new DirectionCounts(total, messages, bytes, byOpcode);
  }

  private Abnormal abnormal() {
    Sender first = tcpEnd().by() == TcpEndBy.SERVICE ? Sender.SERVICE : Sender.CLIENT;
    CutIn cutIn = frames.get(first).cutIn();
    if (cutIn == CutIn.NONE) {
      cutIn = frames.get(first.other()).cutIn();
    }
    return new Abnormal(cutIn, side(Sender.CLIENT), side(Sender.SERVICE));
  }

  private Abnormal.Side side(Sender sender) {
    int endAt = first(CloseEventModel::endsALeg);
    long endNanos = endAt == NEVER ? script.endNanos() : nanos(endAt);
    long lastByteNanos = 0;
    long undelivered = 0;
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Step.Bytes b && b.sender() == sender && i < endAt) {
        lastByteNanos = nanos(i);
      }
      if (steps.get(i) instanceof Step.Undelivered u && u.sender() == sender) {
        undelivered += u.count();
      }
    }
    return new Abnormal.Side(endNanos - lastByteNanos, unansweredPings(sender), undelivered);
  }

  private int unansweredPings(Sender sender) {
    int lastPongAt = -1;
    for (FrameModel.Told told : told(sender.other())) {
      if (isFrame(told.line(), Opcode.PONG)) {
        lastPongAt = stepThatReads(sender.other(), told.after());
      }
    }
    int pings = 0;
    for (FrameModel.Told told : told(sender)) {
      if (isFrame(told.line(), Opcode.PING) && stepThatReads(sender, told.after()) > lastPongAt) {
        pings++;
      }
    }
    return pings;
  }

  private ProxyClose proxyClose() {
    int at = first(Step.ProxyDecides.class::isInstance);
    return at == NEVER
        ? null
        : new ProxyClose(
            ((Step.ProxyDecides) steps.get(at)).reason(),
            oursAt(Sender.CLIENT) != NEVER,
            oursAt(Sender.SERVICE) != NEVER);
  }

  private List<ViolationCount> violations() {
    List<ViolationCount> all = new ArrayList<>();
    for (Sender sender : Sender.values()) {
      for (Violation violation : Violation.values()) {
        String line = "violates " + violation.label();
        long count = told(sender).stream().filter(t -> t.line().equals(line)).count();
        if (closedAt(sender) != NEVER && violation == violationOf(close(sender))) {
          count++;
        }
        if (count > 0) {
          all.add(new ViolationCount(sender, violation, count));
        }
      }
    }
    return all;
  }

  private static Violation violationOf(Close close) {
    return switch (close.kind()) {
      case RESERVED -> Violation.RESERVED_CLOSE_CODE;
      case UNASSIGNED, OUT_OF_RANGE -> Violation.INVALID_CLOSE_CODE;
      case MALFORMED -> Violation.MALFORMED_CLOSE;
      default -> null;
    };
  }

  /** What a payload says is tested for each there can be; here it is taken as right. */
  private Close close(Sender sender) {
    byte[] payload = frames.get(sender).closePayload();
    return Close.read(payload, payload == null ? 0 : payload.length);
  }

  private List<FrameModel.Told> told(Sender sender) {
    return frames.get(sender).told();
  }

  private static boolean isFrame(String line, Opcode opcode) {
    return line.equals(opcode.label()) || line.equals(opcode.label() + ", message ends");
  }

  private static boolean endsALeg(Step step) {
    return step instanceof Step.LegEnds || step instanceof Step.ProxyEnds;
  }

  private int closedAt(Sender sender) {
    return stepThatReads(sender, frames.get(sender).closeEnd());
  }

  private int writtenAt(Sender sender) {
    return first(new Step.CloseWritten(sender)::equals);
  }

  private int oursAt(Sender leg) {
    return first(new Step.OurCloseWritten(leg)::equals);
  }

  /** From which step on this direction cannot be read. */
  private int lostAt(Sender sender) {
    return Math.min(
        first(Step.Unobserved.class::isInstance),
        stepThatReads(sender, frames.get(sender).unreadableAfter()));
  }

  /** Which step brings the last of a stream's first so many bytes; -1 of them never come. */
  private int stepThatReads(Sender sender, int bytes) {
    return bytes < 0
        ? NEVER
        : first(s -> s instanceof Step.Bytes b && b.sender() == sender && b.to() >= bytes);
  }

  private int first(Predicate<Step> what) {
    for (int i = 0; i < steps.size(); i++) {
      if (what.test(steps.get(i))) {
        return i;
      }
    }
    return NEVER;
  }

  private long nanos(int step) {
    return script.moments.get(step).nanos();
  }

  private Instant wallTime(long nanos) {
    return opening.openedAt().plusNanos(nanos);
  }
}
