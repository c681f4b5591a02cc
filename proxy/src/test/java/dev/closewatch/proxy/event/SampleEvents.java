package dev.closewatch.proxy.event;

import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.TcpEnd;
import dev.closewatch.analyzer.event.CloseEvent.Traffic;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.traffic.DirectionCounts;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.StackName;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.proxy.observe.FlagEvent;
import dev.closewatch.proxy.observe.HandshakeEvent;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import dev.closewatch.proxy.observe.ObservedClose;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events for tests: a plain one of each kind, and builders for those that differ in something. */
public final class SampleEvents {
  public static final String ROUTE = "default";
  public static final Instant OPENED_AT = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final long LIFE_NANOS = Duration.ofSeconds(42).toNanos();

  private SampleEvents() {}

  /** Returns a connection that the client closed with 1000, and that was answered likewise. */
  public static CloseEvent close() {
    return builder().build();
  }

  /** Returns a close as it is shown, its peers flagged for these rules. */
  public static ObservedClose observed(CloseEvent event, Rule... flags) {
    return new ObservedClose(event, List.of(flags));
  }

  /** Returns what builds a close; unless told otherwise it is that of {@link #close}. */
  public static CloseBuilder builder() {
    return new CloseBuilder();
  }

  /** Returns what was known of a connection when it opened. */
  public static Opening opening(String id, @Nullable String requestId, String clientPeer) {
    return new Opening(
        id,
        requestId,
        new Opening.Observer("edge-1", "0.1.0"),
        ROUTE,
        OPENED_AT,
        0,
        new Opening.Client(clientPeer, "203.0.113.7", "Mozilla/5.0"),
        new Opening.Service("10.0.0.5:9000"),
        new Opening.Request(
            "chat.example",
            "/socket",
            "https://chat.example",
            "chat",
            List.of("permessage-deflate")),
        ReservedBits.PERMESSAGE_DEFLATE);
  }

  /** Returns a handshake that was not upgraded. */
  public static HandshakeEvent handshake(HandshakeOutcome outcome, int status) {
    return new HandshakeEvent(
        "h-1",
        "req-9",
        ROUTE,
        OPENED_AT,
        "203.0.113.7",
        "203.0.113.7",
        "Mozilla/5.0",
        "chat.example",
        "/socket",
        "https://chat.example",
        status == 502 ? null : "10.0.0.5:9000",
        outcome,
        status,
        Duration.ofMillis(12).toNanos());
  }

  /** Returns a peer that has been flagged, with evidence of every kind. */
  public static FlagEvent flag() {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("closes", 12L);
    evidence.put("share", 0.75);
    evidence.put("userAgent", "bot\u0085/1");
    evidence.put("routes", List.of("default", "chat"));
    evidence.put("shared", false);
    return new FlagEvent(
        "f-1", OPENED_AT, "203.0.113.7", Sender.CLIENT, Rule.EMPTY_CLOSE_HABIT, 12, evidence);
  }

  /** Builds a close, part by part. */
  public static final class CloseBuilder {
    private Opening opening = SampleEvents.opening("c-1", "req-1", "203.0.113.7");
    private Instant closedAt = OPENED_AT.plusNanos(LIFE_NANOS);
    private Initiator initiator = Initiator.CLIENT;
    private int code = 1000;
    private CloseKind kind = CloseKind.NORMAL;
    private String reason = "";
    private Reply reply = Reply.SAME;
    private @Nullable Sender replier = Sender.SERVICE;
    private @Nullable Long replyNanos = Duration.ofMillis(30).toNanos();
    private Ending ending = Ending.CLEAN;
    private long durationNanos = LIFE_NANOS;
    private @Nullable PolicyVerdict policy;
    private TcpEnd tcpEnd = new TcpEnd(TcpEndBy.CLIENT, TcpEndHow.FIN);
    private @Nullable Abnormal abnormal;

    public CloseBuilder opening(Opening value) {
      opening = value;
      return this;
    }

    public CloseBuilder closedAt(Instant value) {
      closedAt = value;
      return this;
    }

    /** Sets who began it, and with what. */
    public CloseBuilder end(Initiator by, int withCode, CloseKind ofKind) {
      initiator = by;
      code = withCode;
      kind = ofKind;
      replier =
          switch (by) {
            case CLIENT -> Sender.SERVICE;
            case SERVICE -> Sender.CLIENT;
            default -> null;
          };
      return replier == null ? reply(Reply.NOT_APPLICABLE, null) : this;
    }

    public CloseBuilder reply(Reply value, @Nullable Duration after) {
      reply = value;
      replyNanos = after == null ? null : after.toNanos();
      return this;
    }

    public CloseBuilder ending(Ending value) {
      ending = value;
      return this;
    }

    public CloseBuilder reason(String value) {
      reason = value;
      return this;
    }

    public CloseBuilder duration(Duration value) {
      durationNanos = value.toNanos();
      return this;
    }

    /** Makes it an end without a Close, of this anatomy. */
    public CloseBuilder abnormal(TcpEndBy by, TcpEndHow how, CutIn cutIn) {
      Abnormal.Side side = new Abnormal.Side(0, 0, 0);
      tcpEnd = new TcpEnd(by, how);
      abnormal = new Abnormal(cutIn, side, side);
      return end(Initiator.NONE, 1006, CloseKind.ABNORMAL).ending(Ending.ABNORMAL);
    }

    /** Makes it a policy close that happened for this cause, as the reason says. */
    public CloseBuilder policy(PolicyCause cause) {
      policy =
          new PolicyVerdict(
              cause,
              cause == PolicyCause.UNKNOWN ? CauseBasis.NONE : CauseBasis.REASON,
              new PolicyVerdict.Evidence("", 0, 0, LIFE_NANOS, null));
      return this;
    }

    /** Sets the client's stack. */
    public CloseBuilder stack(StackName name) {
      Opening.Client client = opening.client();
      opening =
          new Opening(
              opening.id(),
              opening.requestId(),
              opening.proxy(),
              opening.route(),
              opening.openedAt(),
              opening.openedNanos(),
              new Opening.Client(
                  client.peer(),
                  client.address(),
                  client.userAgent(),
                  new ClientStack(name, name.label(), Habit.UNKNOWN, false, false),
                  client.cohort()),
              opening.service(),
              opening.request(),
              opening.reservedBits());
      return this;
    }

    public CloseEvent build() {
      Traffic traffic =
          new Traffic(new DirectionCounts(2, 1, 40, Map.of(Opcode.TEXT, 1L, Opcode.CLOSE, 1L)), 0);
      return new CloseEvent(
          opening,
          closedAt,
          initiator,
          code,
          kind,
          reason,
          "",
          new Seen(code, reason),
          new Seen(code, reason),
          null,
          null,
          reply,
          replier,
          replyNanos,
          null,
          ending == Ending.CLEAN,
          ending,
          tcpEnd,
          durationNanos,
          traffic,
          traffic,
          abnormal,
          List.of(),
          null,
          policy,
          List.of());
    }
  }
}
