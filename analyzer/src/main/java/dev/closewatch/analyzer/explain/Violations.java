package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.Violation;
import org.jspecify.annotations.Nullable;

/** Which violations of an event are worth a word. */
final class Violations {
  private Violations() {}

  /**
   * Returns the first one that this side showed, or either if it is null; else null. What is wrong
   * with a Close counts only if it began the end, and then the sentence is about that anyway.
   */
  static @Nullable ViolationCount first(CloseEvent event, @Nullable Sender side) {
    for (ViolationCount each : event.violations()) {
      if ((side == null || each.sender() == side) && !isOfAClose(each.violation())) {
        return each;
      }
    }
    return null;
  }

  static boolean has(CloseEvent event, Sender side, Violation violation) {
    return event.violations().stream()
        .anyMatch(each -> each.sender() == side && each.violation() == violation);
  }

  private static boolean isOfAClose(Violation violation) {
    return switch (violation) {
      case SECOND_CLOSE, RESERVED_CLOSE_CODE, INVALID_CLOSE_CODE, MALFORMED_CLOSE -> true;
      default -> false;
    };
  }
}
