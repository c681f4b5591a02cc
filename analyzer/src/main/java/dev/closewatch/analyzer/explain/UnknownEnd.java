package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.Violation;

/** An end that cannot be told from what was certain. */
final class UnknownEnd {
  private UnknownEnd() {}

  /** A length leaves one direction unreadable; whatever else goes wrong, both. */
  static Told told(CloseEvent event, Lang lang) {
    if (event.unreadable().size() == 1) {
      Sender side = event.unreadable().get(0);
      if (Violations.has(event, side, Violation.BAD_LENGTH)) {
        Draft draft = new Draft(lang, side);
        return new Told(draft.text(Phrase.UNKNOWN_LENGTH), draft.text(Phrase.DO_LENGTH));
      }
    }
    Draft draft = new Draft(lang, Sender.CLIENT);
    return new Told(draft.text(Phrase.UNKNOWN), draft.text(Phrase.DO_UNOBSERVED));
  }
}
