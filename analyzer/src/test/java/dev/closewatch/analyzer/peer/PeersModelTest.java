package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever peers do, {@link Peers} says what the slow and plain {@link PeersModel} says. */
class PeersModelTest {
  private static final int SEEDS = 150;
  private static final int STEPS = 400;
  private static final Comparator<PeerView> BY_NAME =
      Comparator.comparing(view -> view.id().name());

  @Test
  void peers_onMadeUpTraffic_sayWhatTheModelSays() {
    Map<String, Integer> seen = new TreeMap<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      new MadeUpTraffic(seed).run(STEPS).forEach(flag -> seen.merge(flag, 1, Integer::sum));
    }

    assertThat(seen.keySet()).as("each rule has fired").hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(longs = {4_711, 20_261_123})
  void peers_onLongTraffic_sayWhatTheModelSays(long seed) {
    new MadeUpTraffic(seed).run(6 * STEPS);
  }

  /** Connections that open and end, in a random but repeatable way. */
  private static final class MadeUpTraffic {
    private record Unsettled(CloseEvent event, boolean massClose, long dueNanos) {}

    private final Random random;
    private final long seed;
    private final Story story = Story.begins();
    private final PeersModel model = new PeersModel(story.clock.nanos());
    private final Instant startAt = story.clock.now();
    private final List<Visitor> visitors = new ArrayList<>();
    private final List<Visit> open = new ArrayList<>();
    private final Deque<Unsettled> unsettled = new ArrayDeque<>();
    private final List<String> rules = new ArrayList<>();
    private final int haste;

    MadeUpTraffic(long seed) {
      this.seed = seed;
      random = new Random(seed);
      haste = 1 << random.nextInt(5);
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        visitors.add(
            story
                .client("client-" + random.nextInt(2))
                .runs(any(Stacks.values()))
                .goesTo("service-" + random.nextInt(2)));
      }
    }

    List<String> run(int steps) {
      for (int step = 0; step < steps; step++) {
        pass(random.nextInt(500) == 0 ? random.nextInt(1_200_000) : random.nextInt(16_000) / haste);
        if (random.nextInt(open.size() + 2) < 2) {
          Visitor visitor = visitors.get(random.nextInt(visitors.size()));
          int times = random.nextInt(200) == 0 ? 55 : 1;
          for (int i = 0; i < times; i++) {
            Opening opening = visitor.opening();
            story.peers.opened(opening);
            model.opened(opening);
            open.add(new Visit(story, opening));
          }
        } else {
          end(open.remove(random.nextInt(open.size())));
        }
        compare(step);
      }
      return rules;
    }

    private void end(Visit visit) {
      if (random.nextInt(6) == 0) {
        visit.client(sends -> sends.unmasked().text("x"));
      }
      int dice = random.nextInt(12);
      boolean answered = random.nextInt(3) > 0;
      switch (dice) {
        case 0, 1, 2 -> visit.client(sends -> sends.emptyClose());
        case 3 -> visit.client(sends -> sends.close(random.nextInt(6) == 0 ? 1006 : 1000));
        case 4, 5 -> visit.service(sends -> sends.close(1008, "no"));
        case 6 -> visit.service(sends -> sends.close(1000));
        case 7 -> visit.proxyCloses(any(ProxyCloseReason.values()));
        case 8 -> visit.ends(SERVICE, FIN);
        default -> answered = false;
      }
      if (answered && dice < 4) {
        visit.service(sends -> sends.close(1000));
      } else if (answered) {
        visit.client(sends -> sends.close(1000));
      } else if (dice < 8) {
        pass(random.nextInt(4_000)); // to answer, in vain
      }
      if (random.nextInt(20) == 0) {
        visit.proxyDecides(ProxyCloseReason.DRAIN);
      }
      CloseEvent event = visit.ends(CLIENT, FIN).ends(SERVICE, FIN).event();
      story.peers.closed(event);
      model.closed(event);
      unsettled.add(new Unsettled(event, random.nextInt(10) == 0, now() + 1_000_000_000));
    }

    private void pass(long millis) {
      story.clock.advanceMillis(millis);
      while (!unsettled.isEmpty() && now() - unsettled.getFirst().dueNanos() >= 0) {
        Unsettled due = unsettled.removeFirst();
        story.peers.settled(due.event(), due.massClose());
        model.settled(due.event(), due.massClose());
      }
      story.peers.advance(now());
      model.timePasses(now());
    }

    private void compare(int step) {
      Map<String, String> flags = new TreeMap<>();
      for (PeerView view : story.peers.views(view -> true, BY_NAME, 1_000)) {
        for (Flag flag : view.flags()) {
          rules.add(flag.rule().label());
          flags.put(
              view.id().side().label() + " " + view.id().name() + " " + flag.rule().label(),
              flag.count() + " until " + Duration.between(startAt, flag.lastSeen()).toNanos());
        }
      }
      assertThat(flags)
          .as("seed %s, step %s, %s", seed, step, story.clock)
          .isEqualTo(model.flags());
    }

    private long now() {
      return story.clock.nanos();
    }

    private <T> T any(T[] values) {
      return values[random.nextInt(values.length)];
    }
  }
}
