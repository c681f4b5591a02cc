package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.ProxyClose;
import dev.closewatch.analyzer.event.CloseEvent.TcpEnd;
import dev.closewatch.analyzer.event.CloseEvent.Traffic;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.policy.PolicyVerdict;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds a close event, part by part. What is not set is as in a connection where all is well. */
final class EndedConnection {
  static final Instant OPENED_AT = Instant.parse("2026-03-01T12:00:00Z");

  Initiator initiator = Initiator.CLIENT;
  int code = CloseCodes.NO_STATUS_RECEIVED;
  CloseKind kind = CloseKind.EMPTY;
  String reason = "";
  String meaning = "";
  String userAgent;
  List<String> extensions = List.of();
  Seen clientSees = new Seen(CloseCodes.ABNORMAL_CLOSURE, "");
  Seen serviceSees = new Seen(CloseCodes.ABNORMAL_CLOSURE, "");
  Close clientClose;
  Close serviceClose;
  Reply reply = Reply.NOT_APPLICABLE;
  Long unansweredNanos;
  TcpEnd tcpEnd = new TcpEnd(TcpEndBy.CLIENT, TcpEndHow.FIN);
  CutIn cutIn = CutIn.NONE;
  Abnormal.Side client = new Abnormal.Side(0, 0, 0);
  Abnormal.Side service = new Abnormal.Side(0, 0, 0);
  final List<Sender> unreadable = new ArrayList<>();
  ProxyClose proxyClose;
  PolicyVerdict policy;
  final List<ViolationCount> violations = new ArrayList<>();

  /** Sets what one side sends as the first Close, and the kind and code of the end with it. */
  void closes(Sender side, Close close) {
    initiator = side == Sender.CLIENT ? Initiator.CLIENT : Initiator.SERVICE;
    code = close.code();
    kind = close.kind();
    reason = close.reason();
    sends(side, close);
  }

  /** Sets what one side sends, and that it arrives. */
  void sends(Sender side, Close close) {
    Seen seen =
        close.legal()
            ? new Seen(close.code(), close.reason())
            : new Seen(CloseCodes.ABNORMAL_CLOSURE, "");
    if (side == Sender.CLIENT) {
      clientClose = close;
      serviceSees = seen;
    } else {
      serviceClose = close;
      clientSees = seen;
    }
  }

  CloseEvent build() {
    Traffic traffic = new Traffic(new DirectionCounts(2, 1, 40, Map.of()), 0);
    boolean noClose = kind == CloseKind.ABNORMAL;
    return new CloseEvent(
        new Opening(
            "c-1",
            null,
            new Opening.Observer("closewatch-0", "test"),
            "default",
            OPENED_AT,
            0,
            new Opening.Client("192.0.2.7", "192.0.2.7", userAgent),
            new Opening.Service("echo:9000"),
            new Opening.Request("example.org", "/chat", null, null, extensions),
            ReservedBits.NONE),
        OPENED_AT.plusSeconds(90),
        initiator,
        code,
        kind,
        reason,
        meaning,
        clientSees,
        serviceSees,
        onWire(clientClose),
        onWire(serviceClose),
        reply,
        replier(),
        null,
        unansweredNanos,
        reply == Reply.SAME,
        noClose ? Ending.ABNORMAL : Ending.OTHER,
        tcpEnd,
        90_000_000_000L,
        traffic,
        traffic,
        noClose ? new Abnormal(cutIn, client, service) : null,
        unreadable,
        proxyClose,
        policy,
        violations);
  }

  private Sender replier() {
    return switch (initiator) {
      case CLIENT -> Sender.SERVICE;
      case SERVICE -> Sender.CLIENT;
      default -> null;
    };
  }

  private static WireClose onWire(Close close) {
    return close == null
        ? null
        : new WireClose(close.code(), close.kind(), close.reason(), OPENED_AT.plusSeconds(89));
  }
}
