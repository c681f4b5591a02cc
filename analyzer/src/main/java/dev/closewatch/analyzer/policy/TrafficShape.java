package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.Opcode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of one sender are spread over time: as much of it as tells why the other side
 * may have had enough. Nothing of a payload is kept but its size.
 *
 * <p>Seconds are counted from the opening. The current one is one number; the ten before it are a
 * ring that is made only when messages come in different seconds with less than ten between them,
 * so that most connections of a server that only pushes never have one. Of a second that a window
 * cuts, the messages are taken to be spread evenly.
 *
 * <p>Times are nanoseconds of one monotonic clock. Not thread-safe.
 */
public final class TrafficShape {
  static final long SECOND_NANOS = 1_000_000_000L;

  private static final int SECONDS = 10;

  // A second is one long: its messages in the upper 24 bits, its bytes in the lower 40. Each stays
  // at its maximum (16 million messages, a tebibyte) rather than overflow into the other.
  private static final int BYTES_BITS = 40;
  private static final long MAX_BYTES = (1L << BYTES_BITS) - 1;
  private static final long MAX_MESSAGES = (1L << (Long.SIZE - BYTES_BITS)) - 1;

  private final long openedNanos;
  private long messages;
  private long bytes;
  private long lastNanos;
  private long lastBytes;
  private @Nullable Opcode lastOpcode;
  private long second;
  private long current;
  private long @Nullable [] earlier;

  /** Starts at the opening of the connection. */
  public TrafficShape(long openedNanos) {
    this.openedNanos = openedNanos;
    lastNanos = openedNanos;
  }

  /**
   * A data message is complete.
   *
   * @param opcode that of its first frame: text or binary
   * @param payloadBytes of all its frames
   */
  public void message(Opcode opcode, long payloadBytes, long nowNanos) {
    long now = (nowNanos - openedNanos) / SECOND_NANOS;
    if (now > second) {
      turnTo(now);
    }
    current = plus(current, payloadBytes);
    messages++;
    bytes += payloadBytes;
    lastBytes = payloadBytes;
    lastOpcode = opcode;
    lastNanos = nowNanos;
  }

  /** Returns what can be said at this moment, which is not before the last message. */
  public TrafficSample sample(long nowNanos) {
    return new TrafficSample(
        Math.round(sum(1, nowNanos, false)),
        Math.round(sum(SECONDS, nowNanos, false)),
        Math.round(sum(1, nowNanos, true)),
        Math.round(sum(SECONDS, nowNanos, true)),
        messages,
        bytes,
        lastOpcode,
        lastBytes,
        nowNanos - openedNanos,
        lastOpcode == null ? null : nowNanos - lastNanos);
  }

  private void turnTo(long now) {
    long passed = now - second;
    if (earlier == null && current != 0 && passed <= SECONDS) {
      earlier = new long[SECONDS];
    }
    if (earlier != null) {
      if (passed > SECONDS) {
        Arrays.fill(earlier, 0);
      } else {
        earlier[slot(second)] = current;
        for (long between = second + 1; between < now; between++) {
          earlier[slot(between)] = 0;
        }
      }
    }
    second = now;
    current = 0;
  }

  /** The current second whole, those before it, and of the last one what the window still has. */
  private double sum(int seconds, long nowNanos, boolean ofBytes) {
    long age = Math.max(nowNanos - openedNanos, 0);
    long now = age / SECOND_NANOS;
    double sum = 0;
    for (int ago = 0; ago < seconds; ago++) {
      sum += value(now - ago, ofBytes);
    }
    double passed = (double) (age % SECOND_NANOS) / SECOND_NANOS;
    return sum + (1 - passed) * value(now - seconds, ofBytes);
  }

  private long value(long ofSecond, boolean ofBytes) {
    long packed = 0;
    if (ofSecond == second) {
      packed = current;
    } else if (earlier != null && ofSecond >= 0 && ofSecond < second) {
      packed = ofSecond >= second - SECONDS ? earlier[slot(ofSecond)] : 0;
    }
    return ofBytes ? packed & MAX_BYTES : packed >>> BYTES_BITS;
  }

  private static long plus(long packed, long payloadBytes) {
    long count = Math.min((packed >>> BYTES_BITS) + 1, MAX_MESSAGES);
    long room = MAX_BYTES - (packed & MAX_BYTES);
    return count << BYTES_BITS | ((packed & MAX_BYTES) + Math.min(payloadBytes, room));
  }

  private static int slot(long ofSecond) {
    return (int) (ofSecond % SECONDS);
  }
}
