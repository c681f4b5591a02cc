package dev.closewatch.analyzer;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import dev.closewatch.analyzer.vocabulary.Violation;

/**
 * Told while connections live, on the thread that reads them; must not block and must not throw.
 */
public interface LiveCounts {
  /** A frame has been read to its last byte. */
  void frame(Sender sender, Opcode opcode);

  /** A sender's first Close has been read. */
  void closeFrame(Sender sender, Close close);

  /** A violation has been seen. */
  void violation(Sender sender, Violation violation);

  /** A connection, or its rest, is relayed unread; told once for each connection. */
  void unobserved(UnobservedReason reason);
}
