package dev.closewatch.analyzer;

import dev.closewatch.analyzer.frame.FrameModel;
import dev.closewatch.analyzer.frame.RandomStream;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.vocabulary.ProxyCloseReason;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Everything that happens to one made-up connection, in order: what a driver may tell, and no more.
 */
final class Script {
  /** One thing that happens. */
  sealed interface Step {
    /** Bytes of that side's stream are read. */
    record Bytes(Sender sender, int from, int to) implements Step {}

    record CloseWritten(Sender sender) implements Step {}

    record LegEnds(Sender leg, TcpEndHow how) implements Step {}

    record ProxyDecides(ProxyCloseReason reason) implements Step {}

    record OurCloseWritten(Sender leg) implements Step {}

    record ProxyEnds(TcpEndHow how) implements Step {}

    record Unobserved(UnobservedReason reason) implements Step {}

    record Undelivered(Sender sender, int count) implements Step {}
  }

  /** A step, and when it happens: nanoseconds since the opening. */
  record Moment(long nanos, Step step) {}

  final ReservedBits allowed;
  final List<Moment> moments = new ArrayList<>();
  private final Map<Sender, byte[]> streams = new EnumMap<>(Sender.class);
  private final Random random;
  private long nanos;

  /** Makes one up, the same from the same seed. */
  Script(long seed) {
    this(new Random(seed));
  }

  /** Makes one up, whose every decision this one takes. */
  Script(Random random) {
    this.random = random;
    allowed = any(ReservedBits.values());
    for (Sender sender : Sender.values()) {
      streams.put(sender, new RandomStream(random).closing(sender));
    }
    int steps = 1 + random.nextInt(30);
    for (int i = 0; i < steps; i++) {
      nanos += random.nextInt(3) * 1_000_000L;
      Step step = anyStep();
      if (allowed(step)) {
        moments.add(new Moment(nanos, step));
      }
    }
    nanos += random.nextInt(3);
  }

  /** Returns when the connection has ended. */
  long endNanos() {
    return nanos;
  }

  /** Returns all bytes that this side may ever send. */
  byte[] stream(Sender sender) {
    return streams.get(sender);
  }

  /** Returns what has been read from this side, and looked at, in the first so many moments. */
  byte[] observed(Sender sender, int moments) {
    int end = 0;
    for (Moment moment : this.moments.subList(0, moments)) {
      if (moment.step() instanceof Step.Unobserved) {
        break;
      }
      if (moment.step() instanceof Step.Bytes bytes && bytes.sender() == sender) {
        end = bytes.to();
      }
    }
    return Arrays.copyOf(stream(sender), end);
  }

  private Step anyStep() {
    Sender sender = any(Sender.values());
    int dice = random.nextInt(100);
    if (dice < 50) {
      int from = readSoFar(sender);
      int most = stream(sender).length - from;
      int count = random.nextInt(3) > 0 ? most : random.nextInt(most + 1);
      return new Step.Bytes(sender, from, from + count);
    }
    if (dice < 75) {
      return new Step.CloseWritten(sender);
    }
    if (dice < 80) {
      return new Step.LegEnds(sender, any(TcpEndHow.values()));
    }
    if (dice < 84) {
      return new Step.ProxyDecides(any(ProxyCloseReason.values()));
    }
    if (dice < 95) {
      return new Step.OurCloseWritten(sender);
    }
    if (dice < 97) {
      return new Step.ProxyEnds(any(TcpEndHow.values()));
    }
    return dice < 99
        ? new Step.Undelivered(sender, 1 + random.nextInt(9))
        : new Step.Unobserved(any(UnobservedReason.values()));
  }

  private boolean allowed(Step step) {
    if (step instanceof Step.Bytes bytes) {
      return bytes.from() < bytes.to() && !ended(bytes.sender());
    }
    if (step instanceof Step.LegEnds end) {
      return !ended(end.leg());
    }
    if (step instanceof Step.CloseWritten written) {
      // Behind our own Close nothing more is written to a leg.
      Sender to = written.sender().other();
      return !has(step)
          && !has(new Step.OurCloseWritten(to))
          && model(written.sender()).closeEnd() >= 0;
    }
    if (step instanceof Step.OurCloseWritten ours) {
      FrameModel model = model(ours.leg().other());
      return !has(step)
          && has(Step.ProxyDecides.class::isInstance)
          && !has(Step.Unobserved.class::isInstance)
          && model.betweenFrames()
          && model.closeEnd() < 0
          && model.unreadableAfter() < 0;
    }
    if (step instanceof Step.ProxyEnds) {
      return has(s -> s instanceof Step.ProxyDecides || s instanceof Step.LegEnds);
    }
    return true;
  }

  private FrameModel model(Sender sender) {
    return new FrameModel(sender, allowed, observed(sender, moments.size()));
  }

  private int readSoFar(Sender sender) {
    int end = 0;
    for (Moment moment : moments) {
      if (moment.step() instanceof Step.Bytes bytes && bytes.sender() == sender) {
        end = bytes.to();
      }
    }
    return end;
  }

  private boolean ended(Sender leg) {
    return has(step -> step instanceof Step.LegEnds end && end.leg() == leg);
  }

  private boolean has(Step step) {
    return has(step::equals);
  }

  private boolean has(Predicate<Step> what) {
    return moments.stream().map(Moment::step).anyMatch(what);
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
