package dev.closewatch.proxy.relay;

import dev.closewatch.analyzer.ConnectionAnalyzer;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.nio.ByteBuffer;

/** A reader that fails at its third look, in one of the ways in which code can fail. */
final class ThrowingTap implements Tap {
  private final ConnectionAnalyzer analyzer;
  private int looks;

  ThrowingTap(ConnectionAnalyzer analyzer) {
    this.analyzer = analyzer;
  }

  @Override
  public int read(Sender sender, ByteBuffer bytes, int from, int to, boolean stop, long nowNanos) {
    if (++looks == 3) {
      switch (Math.floorMod(analyzer.opening().id().hashCode(), 3)) {
        case 0 -> throw new IllegalStateException("a fault in the reader");
        case 1 -> throw new AssertionError("a fault in the reader");
        default -> throw new StackOverflowError("a fault in the reader");
      }
    }
    return analyzer.read(sender, bytes, from, to, stop, nowNanos);
  }
}
