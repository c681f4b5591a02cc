package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;

import dev.closewatch.analyzer.ConnectionAnalyzer;
import dev.closewatch.analyzer.NoCounts;
import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.analyzer.policy.PolicyCodes;
import dev.closewatch.analyzer.policy.ReasonWords;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** One connection of a {@link Story}; what is read of it is passed on at once. */
final class Visit {
  private static final CauseFinder CAUSES =
      new CauseFinder(ReasonWords.shipped(), PolicyCodes.DEFAULTS);

  private final Story story;
  private final ConnectionAnalyzer analyzer;

  Visit(Story story, Opening opening) {
    this.story = story;
    analyzer = new ConnectionAnalyzer(opening, new NoCounts(), CAUSES);
  }

  Visit later(Duration time) {
    story.later(time);
    return this;
  }

  /** These frames come from the client. */
  Visit client(UnaryOperator<FrameBytes> sends) {
    return reads(CLIENT, sends.apply(FrameBytes.from(CLIENT)).bytes());
  }

  /** These frames come from the service. */
  Visit service(UnaryOperator<FrameBytes> sends) {
    return reads(SERVICE, sends.apply(FrameBytes.from(SERVICE)).bytes());
  }

  /** These frames come from one of the two. */
  Visit from(Sender sender, UnaryOperator<FrameBytes> sends) {
    return sender == CLIENT ? client(sends) : service(sends);
  }

  private Visit reads(Sender sender, byte[] bytes) {
    boolean closedBefore = analyzer.hasClosed(sender);
    analyzer.read(sender, ByteBuffer.wrap(bytes), 0, bytes.length, false, now());
    if (analyzer.hasClosed(sender) && !closedBefore) {
      analyzer.closeWritten(sender, now());
    }
    return this;
  }

  /** The end of one leg has been read. */
  Visit ends(Sender leg, TcpEndHow how) {
    analyzer.legEnded(leg, how, now());
    return this;
  }

  /** The proxy ends it, with a Close to both. */
  Visit proxyCloses(ProxyCloseReason reason) {
    analyzer.proxyDecided(reason);
    for (Sender leg : Sender.values()) {
      analyzer.ourCloseWritten(leg, new Close(1001, CloseKind.GOING_AWAY, "proxy going away"));
    }
    return this;
  }

  /** The proxy has decided to end it, but cannot put in a Close any more. */
  Visit proxyDecides(ProxyCloseReason reason) {
    analyzer.proxyDecided(reason);
    return this;
  }

  /** The proxy has ended what was open. */
  Visit proxyEnds() {
    analyzer.proxyEnded(FIN, now());
    return this;
  }

  /** From now on nothing is read. */
  Visit goesUnobserved() {
    analyzer.unobserved(UnobservedReason.FAULT);
    return this;
  }

  /** Client first, both legs end, and it is over. */
  void over() {
    ends(CLIENT, FIN).ends(SERVICE, FIN).isOver();
  }

  /** All has ended that has to; the peers are told. */
  CloseEvent isOver() {
    return tell(false);
  }

  /** The same, and it turns out to be part of a mass close. */
  void isOverWithManyOthers() {
    tell(true);
  }

  private CloseEvent tell(boolean massClose) {
    CloseEvent event = event();
    story.closed(event, massClose);
    return event;
  }

  /** It has ended; nobody is told yet. */
  CloseEvent event() {
    return analyzer.end(now());
  }

  private long now() {
    return story.clock.nanos();
  }
}
