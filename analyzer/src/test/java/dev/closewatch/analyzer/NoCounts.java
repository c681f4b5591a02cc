package dev.closewatch.analyzer;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import dev.closewatch.analyzer.vocabulary.Violation;

/** Counts nothing. */
public final class NoCounts implements LiveCounts {
  @Override
  public void frame(Sender sender, Opcode opcode) {}

  @Override
  public void closeFrame(Sender sender, Close close) {}

  @Override
  public void violation(Sender sender, Violation violation) {}

  @Override
  public void unobserved(UnobservedReason reason) {}
}
