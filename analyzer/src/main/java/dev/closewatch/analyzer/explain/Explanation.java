package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.Sender;

/**
 * Explains a close event in one sentence to somebody who knows nothing of close codes: who did
 * what, the most telling thing beside it, and who should do what next.
 *
 * <p>It rests on nothing but the event, says "probably" where it guesses, and holds nothing against
 * the one who only answers. Reasons in it are untrusted text: cut short, and without anything that
 * a terminal or a page could take for more than letters.
 */
public final class Explanation {
  /** Whoever reads a list of closes reads no more. */
  private static final int COMFORTABLE_CHARS = 230;

  private static final int REASON_CHARS = 60;
  private static final int SHORT_REASON_CHARS = 30;

  private Explanation() {}

  /** Returns the sentence, with its full stop; mostly below 230 characters, never above 290. */
  public static String of(CloseEvent event, Lang lang) {
    String sentence = told(event, lang, REASON_CHARS).sentence(COMFORTABLE_CHARS);
    return sentence.length() <= COMFORTABLE_CHARS || event.reason().length() <= SHORT_REASON_CHARS
        ? sentence
        : told(event, lang, SHORT_REASON_CHARS).sentence(COMFORTABLE_CHARS);
  }

  private static Told told(CloseEvent event, Lang lang, int maxReasonChars) {
    return switch (event.initiator()) {
      case CLIENT -> new PeerEnd(event, Sender.CLIENT, lang, maxReasonChars).told();
      case SERVICE -> new PeerEnd(event, Sender.SERVICE, lang, maxReasonChars).told();
      case NONE -> new NoCloseEnd(event, lang).told();
      case PROXY -> ProxyEnd.told(event, lang);
      case UNKNOWN -> UnknownEnd.told(event, lang);
    };
  }
}
