package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.analyzer.policy.PolicyCodes;
import dev.closewatch.analyzer.policy.ReasonWords;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One connection from its opening to its end, told in order: given these bytes and these ends,
 * exactly these observations and this event.
 *
 * <pre>{@code
 * Dialogue.opens()
 *     .later(10).client(sends -> sends.close(1000, "bye"))
 *     .later(20).service(sends -> sends.close(1000))
 *     .ends(CLIENT, FIN)
 *     .ends(SERVICE, FIN)
 *     .observed("client says 1000 normal \"bye\"", "client close", ...)
 *     .yields("...");      // as EventInWords writes it
 * }</pre>
 *
 * <p>What is read is passed on at once: a Close counts as written to the other leg when it has been
 * read, unless {@link #holdsBackFrom} stands before. Whatever the story, {@link #event} holds the
 * event to what is true of all of them.
 */
final class Dialogue implements LiveCounts {
  private static final CauseFinder CAUSES =
      new CauseFinder(ReasonWords.shipped(), PolicyCodes.DEFAULTS);

  private final FakeClock clock = FakeClock.startingAnywhere();
  private final Opening opening;
  private final ConnectionAnalyzer analyzer;
  private final List<String> observed = new ArrayList<>();
  private final Map<Sender, Integer> bytesSent = new EnumMap<>(Sender.class);
  private final Map<Sender, Integer> framesSeen = new EnumMap<>(Sender.class);
  private final Set<Sender> heldBack = EnumSet.noneOf(Sender.class);
  private final Set<Sender> closesHeldBack = EnumSet.noneOf(Sender.class);
  private int violationsSeen;
  private boolean unobserved;
  private CloseEvent event;

  private Dialogue(ReservedBits reservedBits) {
    opening = Openings.at(clock, reservedBits);
    analyzer = new ConnectionAnalyzer(opening, this, CAUSES);
    for (Sender sender : Sender.values()) {
      bytesSent.put(sender, 0);
      framesSeen.put(sender, 0);
    }
  }

  /** The 101 has been written, without an extension. */
  static Dialogue opens() {
    return opensWith(ReservedBits.NONE);
  }

  /** The 101 has been written, with extensions that allow this. */
  static Dialogue opensWith(ReservedBits reservedBits) {
    return new Dialogue(reservedBits);
  }

  /** Milliseconds pass. */
  Dialogue later(long millis) {
    clock.advanceMillis(millis);
    return this;
  }

  /** These frames come from the client, in one piece. */
  Dialogue client(UnaryOperator<FrameBytes> sends) {
    return reads(CLIENT, sends.apply(FrameBytes.from(CLIENT)).bytes());
  }

  /** These frames come from the service, in one piece. */
  Dialogue service(UnaryOperator<FrameBytes> sends) {
    return reads(SERVICE, sends.apply(FrameBytes.from(SERVICE)).bytes());
  }

  /** These bytes come from one side, in one piece. */
  Dialogue reads(Sender sender, byte[] bytes) {
    bytesSent.merge(sender, bytes.length, Integer::sum);
    if (unobserved) {
      analyzer.readUnobserved(sender, bytes.length, clock.nanos());
      return this;
    }
    boolean closedBefore = analyzer.hasClosed(sender);
    int end = analyzer.read(sender, ByteBuffer.wrap(bytes), 0, bytes.length, false, clock.nanos());
    assertThat(end).isEqualTo(bytes.length);
    boolean closes = analyzer.hasClosed(sender) && !closedBefore;
    assertThat(analyzer.closeEnd(sender) >= 0).isEqualTo(closes);
    if (closes) {
      if (heldBack.contains(sender)) {
        closesHeldBack.add(sender);
      } else {
        analyzer.closeWritten(sender, clock.nanos());
      }
    }
    return this;
  }

  /** From now on what this side sends is read, but waits to be written to the other leg. */
  Dialogue holdsBackFrom(Sender sender) {
    heldBack.add(sender);
    return this;
  }

  /** What was held back is written now. */
  Dialogue passesOnFrom(Sender sender) {
    heldBack.remove(sender);
    if (closesHeldBack.remove(sender)) {
      analyzer.closeWritten(sender, clock.nanos());
    }
    return this;
  }

  /** The end of one leg has been read. */
  Dialogue ends(Sender leg, TcpEndHow how) {
    analyzer.legEnded(leg, how, clock.nanos());
    return this;
  }

  /** The proxy decides to end the connection. */
  Dialogue proxyDecides(ProxyCloseReason reason) {
    analyzer.proxyDecided(reason);
    return this;
  }

  /** The proxy has written its Close to one leg. */
  Dialogue proxyClosesTo(Sender leg) {
    analyzer.ourCloseWritten(leg, new Close(1001, CloseKind.GOING_AWAY, "proxy going away"));
    return this;
  }

  /** The proxy has ended what was open. */
  Dialogue proxyEnds(TcpEndHow how) {
    analyzer.proxyEnded(how, clock.nanos());
    return this;
  }

  /** From now on nothing is read. */
  Dialogue goesUnobserved(UnobservedReason reason) {
    analyzer.unobserved(reason);
    unobserved = true;
    return this;
  }

  /** Bytes of this side found the other leg gone. */
  Dialogue losesFrom(Sender sender, long count) {
    analyzer.undelivered(sender, count);
    return this;
  }

  /** This side was not read for that long. */
  Dialogue pauses(Sender sender, long millis) {
    analyzer.paused(sender, millis * 1_000_000);
    return this;
  }

  /** Returns the analyzer, to ask it in the middle of things. */
  ConnectionAnalyzer analyzer() {
    return analyzer;
  }

  /** Asserts that up to now exactly this was observed, in this order. */
  Dialogue observed(String... lines) {
    assertThat(observed).as("%s", clock).containsExactly(lines);
    return this;
  }

  /** Ends the connection if that has not been done, and asserts that its event is this. */
  Dialogue yields(String words) {
    assertThat(EventInWords.of(event())).as("%s", clock).isEqualTo(words);
    return this;
  }

  /** Ends the connection if that has not been done, and returns its event. */
  CloseEvent event() {
    if (event == null) {
      event = analyzer.end(clock.nanos());
      assertWhatHoldsOfEach(event);
    }
    return event;
  }

  private void assertWhatHoldsOfEach(CloseEvent ended) {
    assertThatThrownBy(() -> analyzer.end(clock.nanos()))
        .as("one event for a connection")
        .isInstanceOf(IllegalStateException.class);
    assertThat(ended.opening()).isSameAs(opening);
    assertThat(ended.durationNanos()).as("%s", clock).isEqualTo(clock.passedNanos());
    assertThat(ended.closedAt()).as("%s", clock).isEqualTo(clock.now());
    assertThat(ended.fromClient().counts().bytes()).isEqualTo(bytesSent.get(CLIENT).longValue());
    assertThat(ended.fromService().counts().bytes()).isEqualTo(bytesSent.get(SERVICE).longValue());
    assertThat(ended.fromClient().counts().frames()).isEqualTo(framesSeen.get(CLIENT).longValue());
    assertThat(ended.fromService().counts().frames())
        .isEqualTo(framesSeen.get(SERVICE).longValue());
    assertThat(ended.violations().stream().mapToLong(ViolationCount::count).sum())
        .isEqualTo(violationsSeen);
  }

  @Override
  public void frame(Sender sender, Opcode opcode) {
    framesSeen.merge(sender, 1, Integer::sum);
    observed.add(sender.label() + " " + opcode.label());
  }

  @Override
  public void closeFrame(Sender sender, Close close) {
    observed.add(
        sender.label()
            + " says "
            + EventInWords.says(close.code(), close.kind().label(), close.reason()));
  }

  @Override
  public void violation(Sender sender, Violation violation) {
    violationsSeen++;
    observed.add(sender.label() + " violates " + violation.label());
  }

  @Override
  public void unobserved(UnobservedReason reason) {
    observed.add("unobserved: " + reason.label());
  }
}
