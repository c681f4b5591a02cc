package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A sentence in the making: the phrases of a language, and what fills their gaps. */
final class Draft {
  private static final double NANOS = 1e9;

  private final Lang lang;
  private final Phrases phrases;
  private final Map<String, String> gaps = new HashMap<>();

  /**
   * Starts a draft.
   *
   * @param side the side that the sentence is about; the gaps {@code side} and {@code other} are
   *     filled
   */
  Draft(Lang lang, Sender side) {
    this.lang = lang;
    phrases = Phrases.in(lang);
    putSide("side", side);
    putSide("other", side.other());
    put("Side", capital(word(side)));
    put("Other", capital(word(side.other())));
  }

  Draft put(String gap, String text) {
    gaps.put(gap, text);
    return this;
  }

  Draft put(String gap, long number) {
    return put(gap, Long.toString(number));
  }

  Draft putSide(String gap, Sender side) {
    return put(gap, word(side));
  }

  /** Seconds: in whole ones from ten on, with one digit behind the point below. */
  Draft putSeconds(String gap, long nanos) {
    double seconds = nanos / NANOS;
    String text = String.format(Locale.ROOT, seconds < 9.95 ? "%.1f" : "%.0f", seconds);
    text = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    return put(gap, lang == Lang.VI ? text.replace('.', ',') : text);
  }

  /**
   * What an API reports.
   *
   * @return whether it can be told
   */
  boolean putSeen(Seen seen) {
    put("seen", seen.code());
    return seen.code() != Close.NO_CODE;
  }

  /** What a Close says that did not begin the end. */
  Draft putAnswer(WireClose close) {
    if (close.kind() == CloseKind.EMPTY) {
      return put("answer", text(Phrase.ANSWER_EMPTY));
    }
    if (close.kind() == CloseKind.MALFORMED) {
      return put("answer", text(Phrase.ANSWER_BROKEN));
    }
    return put("number", close.code()).put("answer", text(Phrase.ANSWER_CODE));
  }

  /**
   * Returns a phrase with its gaps filled. What fills a gap is not looked into for further ones.
   */
  String text(Phrase phrase) {
    String text = phrases.text(phrase);
    StringBuilder filled = new StringBuilder(text.length() + 40);
    int from = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
      int close = text.indexOf('}', open);
      String gap = text.substring(open + 1, close);
      String filling = gaps.get(gap);
      if (filling == null) {
        throw new IllegalStateException("nothing to put into {" + gap + "} of " + phrase.key());
      }
      filled.append(text, from, open).append(filling);
      from = close + 1;
    }
    return filled.append(text, from, text.length()).toString();
  }

  private String word(Sender side) {
    return phrases.text(side == Sender.CLIENT ? Phrase.CLIENT : Phrase.SERVICE);
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
