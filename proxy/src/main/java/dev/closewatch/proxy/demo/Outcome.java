package dev.closewatch.proxy.demo;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.util.Set;

/** What the proxy is to say of a visit that went undisturbed. */
public sealed interface Outcome {
  /** Returns the same in a few words: the labels that metrics have it under. */
  String summary();

  /**
   * The connection was opened, and ended like this.
   *
   * @param code the label of the code
   * @param reply how the Close was answered, as far as it depends on the peers alone
   * @param violations the different ones that were seen, of either sender
   */
  record Closed(
      Initiator initiator, CloseKind kind, String code, Reply reply, Set<Violation> violations)
      implements Outcome {
    /** Keeps a copy of the set. */
    public Closed {
      violations = Set.copyOf(violations);
    }

    @Override
    public String summary() {
      return initiator.label() + ", " + kind.label() + ", " + code;
    }
  }

  /**
   * The request was answered without an upgrade.
   *
   * @param upgradeAsked whether it was a handshake that was refused, or plain HTTP
   */
  record Answered(int status, boolean upgradeAsked) implements Outcome {
    @Override
    public String summary() {
      return (upgradeAsked ? "handshake refused, " : "plain HTTP, ") + status;
    }
  }
}
