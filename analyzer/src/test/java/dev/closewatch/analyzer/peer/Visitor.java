package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client of a {@link Story}, and what it usually does. */
final class Visitor {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Story story;
  private final String peer;
  private final @Nullable String userAgent;
  private final ClientStack stack;
  private final String instance;
  private final List<String> extensions;

  Visitor(Story story, String peer) {
    this(story, peer, null, ClientStack.UNKNOWN, "service-1", List.of());
  }

  private Visitor(
      Story story,
      String peer,
      @Nullable String userAgent,
      ClientStack stack,
      String instance,
      List<String> extensions) {
    this.story = story;
    this.peer = peer;
    this.userAgent = userAgent;
    this.stack = stack;
    this.instance = instance;
    this.extensions = extensions;
  }

  Visitor runs(Stacks its) {
    return new Visitor(story, peer, its.userAgent, its.stack(), instance, extensions);
  }

  Visitor names(@Nullable String itsUserAgent) {
    return new Visitor(story, peer, itsUserAgent, stack, instance, extensions);
  }

  /** Its connections go to this instance of the service. */
  Visitor goesTo(String itsInstance) {
    return new Visitor(story, peer, userAgent, stack, itsInstance, extensions);
  }

  /** The service accepts this extension. */
  Visitor agreesOn(String extension) {
    return new Visitor(story, peer, userAgent, stack, instance, List.of(extension));
  }

  /** A connection opens, and the peers are told. */
  Visit connects() {
    Opening opening = opening();
    story.opened(opening);
    return new Visit(story, opening);
  }

  /** A connection opens; nobody is told yet. */
  Opening opening() {
    return new Opening(
        story.nextConnection(),
        null,
        new Opening.Observer("closewatch-0", "test"),
        "default",
        story.clock.now(),
        story.clock.nanos(),
        new Opening.Client(peer, peer, userAgent, stack, null),
        new Opening.Service(instance),
        new Opening.Request("example.org", "/chat", null, null, extensions),
        ReservedBits.allowedBy(extensions));
  }

  /** The same so many times, with a second behind each. */
  Visitor times(int times, Consumer<Visitor> what) {
    return times(times, PAUSE, what);
  }

  /** The same so many times, with so long behind each. */
  Visitor times(int times, Duration pause, Consumer<Visitor> what) {
    for (int i = 0; i < times; i++) {
      what.accept(this);
      story.later(pause);
    }
    return this;
  }

  /** It starts with an empty Close, and is answered. */
  void closesEmpty() {
    connects().client(sends -> sends.emptyClose()).service(sends -> sends.emptyClose()).over();
  }

  /** It starts with a code, and is answered. */
  void closes(int code) {
    connects().client(sends -> sends.close(code)).service(sends -> sends.close(code)).over();
  }

  /** The service starts, and is answered with the same code. */
  void isClosedOn(int code, String reason) {
    connects()
        .service(sends -> sends.close(code, reason))
        .client(sends -> sends.close(code))
        .over();
  }

  /** It ends TCP with no Close. */
  void vanishes() {
    connects().over();
  }

  /** The service starts; it gives no answer, though it has so long before the service goes. */
  void leavesUnanswered(Duration time) {
    connects()
        .service(sends -> sends.close(1000))
        .later(time)
        .ends(SERVICE, FIN)
        .ends(CLIENT, FIN)
        .isOver();
  }

  /** A side shows an unmasked or masked frame, whichever is wrong for it; all ends well. */
  void violates(Sender side) {
    connects()
        .from(side, sends -> side == CLIENT ? sends.unmasked().text("x") : sends.masked().text("x"))
        .client(sends -> sends.close(1000))
        .service(sends -> sends.close(1000))
        .over();
  }
}
