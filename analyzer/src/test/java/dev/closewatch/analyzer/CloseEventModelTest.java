package dev.closewatch.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.Script.Moment;
import dev.closewatch.analyzer.Script.Step;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.FrameModel;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The analyzer against the naive model of it, on connections that nobody thought of. */
class CloseEventModelTest {
  private static final int CONNECTIONS = 20_000;

  @Test
  void randomConnections_yieldTheEventsOfTheModel() {
    long seed = new Random().nextLong();
    for (int i = 0; i < CONNECTIONS; i++) {
      compare(seed + i);
    }
  }

  @Test
  void randomConnections_areOfEveryKindThereIs() {
    Map<Initiator, Integer> initiators = new EnumMap<>(Initiator.class);
    Map<Reply, Integer> replies = new EnumMap<>(Reply.class);
    int clean = 0;
    for (long seed = 0; seed < 3_000; seed++) {
      Script script = new Script(seed);
      CloseEvent event =
          new CloseEventModel(script, Openings.at(FakeClock.startingAt(0), script.allowed)).event();
      initiators.merge(event.initiator(), 1, Integer::sum);
      replies.merge(event.reply(), 1, Integer::sum);
      clean += event.clean() ? 1 : 0;
    }
    assertThat(initiators).containsOnlyKeys(Initiator.values());
    assertThat(initiators.values()).allMatch(count -> count > 50);
    assertThat(replies).containsOnlyKeys(Reply.values());
    assertThat(replies.values()).allMatch(count -> count > 20);
    assertThat(clean).isGreaterThan(100);
  }

  /** To be called with the seed that a failure names. */
  private static void compare(long seed) {
    compare(new Script(seed), FakeClock.startingAnywhere(), "seed " + seed);
  }

  /** Plays a script to the analyzer, and compares it with the model all the way. */
  static void compare(Script script, FakeClock clock, String name) {
    Opening opening = Openings.at(clock, script.allowed);
    ConnectionAnalyzer analyzer =
        new ConnectionAnalyzer(opening, new NoCounts(), CloseEventModel.CAUSES);
    boolean observed = true;
    for (int i = 0; i < script.moments.size(); i++) {
      Moment moment = script.moments.get(i);
      observed &= !(moment.step() instanceof Step.Unobserved);
      play(script, moment, opening.openedNanos() + moment.nanos(), observed, analyzer);
      for (Sender sender : Sender.values()) {
        byte[] bytes = script.observed(sender, i + 1);
        FrameModel model = new FrameModel(sender, script.allowed, bytes);
        boolean later = observed && model.closeEnd() < 0 && model.unreadableAfter() < 0;
        if (analyzer.mayInsertCloseLater(sender) != later
            || analyzer.mayInsertClose(sender) != (later && model.betweenFrames())
            || analyzer.hasClosed(sender) != (model.closeEnd() >= 0)) {
          throw new AssertionError(name + ", " + sender + " after " + moment);
        }
      }
    }
    assertThat(analyzer.end(opening.openedNanos() + script.endNanos()))
        .as("%s: %s, %s", name, script.moments, clock)
        .isEqualTo(new CloseEventModel(script, opening).event());
  }

  private static void play(
      Script script, Moment moment, long nanos, boolean observed, ConnectionAnalyzer analyzer) {
    Step step = moment.step();
    if (step instanceof Step.Bytes read) {
      Sender sender = read.sender();
      if (observed) {
        ByteBuffer bytes = ByteBuffer.wrap(script.stream(sender));
        analyzer.read(sender, bytes, read.from(), read.to(), false, nanos);
      } else {
        analyzer.readUnobserved(sender, read.to() - read.from(), nanos);
      }
    } else if (step instanceof Step.CloseWritten written) {
      analyzer.closeWritten(written.sender(), nanos);
    } else if (step instanceof Step.LegEnds end) {
      analyzer.legEnded(end.leg(), end.how(), nanos);
    } else if (step instanceof Step.ProxyDecides decision) {
      analyzer.proxyDecided(decision.reason());
    } else if (step instanceof Step.OurCloseWritten ours) {
      analyzer.ourCloseWritten(ours.leg(), CloseEventModel.OURS);
    } else if (step instanceof Step.ProxyEnds end) {
      analyzer.proxyEnded(end.how(), nanos);
    } else if (step instanceof Step.Unobserved unobserved) {
      analyzer.unobserved(unobserved.reason());
    } else if (step instanceof Step.Undelivered undelivered) {
      analyzer.undelivered(undelivered.sender(), undelivered.count());
    }
  }
}
