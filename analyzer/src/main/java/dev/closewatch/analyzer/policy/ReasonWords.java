package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the cause of a policy close by the words of its reason, in the languages that services
 * write them in.
 *
 * <p>An operator's own words come first, then the phrases that closewatch ships. Of several, the
 * longest wins (counted in the letters that it matched), and a tie goes by the order of {@link
 * PolicyCause}. A reason that is vague tells nothing: a wrong cause is worse than none. Immutable,
 * and safe to share.
 */
public final class ReasonWords {
  private static final ReasonWords SHIPPED = new ReasonWords(new PhraseBookBuilder().build());

  private final PhraseBook own;

  /** Read at first use: thousands of phrases take a good part of a process's start. */
  private static final class Shipped {
    static final PhraseBook BOOK = PhraseFile.read();

    private Shipped() {}
  }

  /**
   * What a reason tells.
   *
   * @param cause the cause; {@link PolicyCause#UNKNOWN} only where an operator says so
   * @param matched the part of the reason that tells it, untrusted text
   */
  public record Telling(PolicyCause cause, String matched) {}

  private ReasonWords(PhraseBook own) {
    this.own = own;
  }

  /**
   * Returns the phrases that closewatch ships. The first {@link #find} reads them, which takes
   * tenths of a second in a fresh process: let it happen where nobody waits.
   */
  public static ReasonWords shipped() {
    return SHIPPED;
  }

  /** Returns these phrases with an operator's own before them. */
  public ReasonWords withOwn(List<OwnReason> reasons) {
    PhraseBookBuilder book = new PhraseBookBuilder();
    reasons.forEach(reason -> book.text(reason.cause(), reason.match()));
    return new ReasonWords(book.build());
  }

  /** Returns what a reason tells, or null if it tells nothing. */
  public @Nullable Telling find(String reason) {
    if (reason.isEmpty()) {
      return null;
    }
    ReasonText text = new ReasonText(reason);
    Telling first = find(own, text);
    if (first != null) {
      return first;
    }
    Telling second = find(Shipped.BOOK, text);
    return second == null || second.cause() == PolicyCause.UNKNOWN ? null : second;
  }

  private static @Nullable Telling find(PhraseBook book, ReasonText text) {
    Query query = book.query(text);
    Finding found = book.find(query);
    if (found == null) {
      return null;
    }
    String matched = text.between(query.word(found.first()), query.word(found.last()));
    return new Telling(found.cause(), matched);
  }
}
