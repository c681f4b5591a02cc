package dev.closewatch.proxy.relay;

import dev.closewatch.analyzer.ConnectionAnalyzer;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * Looks at the bytes of one connection as they pass; the relay survives whatever it throws.
 *
 * <p>Arguments and result are those of {@link ConnectionAnalyzer#read}.
 */
@FunctionalInterface
public interface Tap {
  /**
   * Reads the bytes at indexes {@code from} to {@code to} and returns the index behind the last.
   */
  int read(
      Sender sender, ByteBuffer bytes, int from, int to, boolean stopAtFrameEnd, long nowNanos);

  /** Makes the tap of a connection; the product's own is {@code analyzer -> analyzer::read}. */
  interface Factory extends Function<ConnectionAnalyzer, Tap> {}
}
