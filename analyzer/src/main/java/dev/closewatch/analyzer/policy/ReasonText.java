package dev.closewatch.analyzer.policy;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text as the words that it is compared by: lower case, without accents and punctuation.
 *
 * <p>{@code RATE_LIMIT_EXCEEDED}, {@code rateLimitExceeded} and {@code Rate limit exceeded!} have
 * the same words. Where a script puts no space between words (Chinese, Japanese, Thai), or where
 * words take endings without one (Korean), each character is a word, so that a phrase is found
 * wherever it stands.
 */
final class ReasonText {
  /**
   * A word.
   *
   * @param text as it is compared
   * @param start index of its first char in {@link #text}
   * @param end index behind its last char there
   * @param afterPause whether punctuation that ends a thought stands before it
   */
  record Word(String text, int start, int end, boolean afterPause) {
    int letters() {
      return text.codePointCount(0, text.length());
    }

    boolean hasDigit() {
      return text.codePoints().anyMatch(Character::isDigit);
    }

    /** Returns whether it is a character of a script that puts no spaces between words. */
    boolean isCharacter() {
      return standsAlone(text.codePointAt(0));
    }
  }

  /** A Close has room for 123 bytes; whatever else is given here is cut, to bound the work. */
  private static final int MAX_WORDS = 128;

  private static final int PROLONGED_SOUND_MARK = 0x30FC;
  private static final int FIRST_SCRIPT_WITHOUT_SPACES = 0x0E00;

  private final String text;
  private final List<Word> words = new ArrayList<>();
  private boolean pause;

  /** Takes a text apart. */
  ReasonText(String text) {
    // Half-width and full-width forms, ligatures and decomposed letters come to one form.
    this.text = isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFKC);
    split();
  }

  List<Word> words() {
    return words;
  }

  /** Returns the text from the start of one word to the end of another. */
  String between(Word first, Word last) {
    return text.substring(first.start(), last.end());
  }

  private void split() {
    int at = 0;
    while (at < text.length() && words.size() < MAX_WORDS) {
      int point = text.codePointAt(at);
      int next = at + Character.charCount(point);
      if (standsAlone(point)) {
        add(at, next);
      } else if (Character.isLetterOrDigit(point)) {
        next = endOfRun(next);
        splitRun(at, next);
      } else {
        notePause(point, next);
      }
      at = next;
    }
  }

  private int endOfRun(int from) {
    int at = from;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      if (standsAlone(point)
          || !(Character.isLetterOrDigit(point) || isMark(point) || isVowelSign(point))) {
        break;
      }
      at += Character.charCount(point);
    }
    return at;
  }

  /** Cuts an identifier at its humps; one with digits in it is rather an id than words. */
  private void splitRun(int start, int end) {
    int wordStart = start;
    if (!hasDigit(start, end)) {
      for (int at = start + 1; at < end; at++) {
        if (isHump(at, end)) {
          add(wordStart, at);
          wordStart = at;
        }
      }
    }
    add(wordStart, end);
  }

  /** {@code tokenExpired} is cut before E, {@code HTTPError} too. */
  private boolean isHump(int at, int end) {
    if (!Character.isUpperCase(text.charAt(at))) {
      return false;
    }
    boolean nextIsLower = at + 1 < end && Character.isLowerCase(text.charAt(at + 1));
    return Character.isLowerCase(text.charAt(at - 1))
        || (Character.isUpperCase(text.charAt(at - 1)) && nextIsLower);
  }

  private boolean hasDigit(int start, int end) {
    for (int at = start; at < end; at++) {
      if (Character.isDigit(text.charAt(at))) {
        return true;
      }
    }
    return false;
  }

  private void add(int start, int end) {
    if (words.size() < MAX_WORDS) {
      words.add(new Word(plain(text.substring(start, end)), start, end, pause));
    }
    pause = false;
  }

  private void notePause(int point, int next) {
    boolean atEdge = next == text.length() || Character.isWhitespace(text.codePointAt(next));
    if (point == ';' || point == '!' || point == '?' || point == '|' || point == '。') {
      pause = true;
    } else if ((point == '.' || point == ':' || point == ',') && atEdge) {
      pause = true;
    }
  }

  private static String plain(String word) {
    if (isAscii(word)) {
      return word.toLowerCase(Locale.ROOT);
    }
    int first = word.codePointAt(0);
    if (standsAlone(first)) {
      return word; // a Japanese letter's sound marks are no accents
    }
    StringBuilder letters = new StringBuilder(word.length());
    Normalizer.normalize(word.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
        .codePoints()
        .filter(point -> !isMark(point))
        .forEach(point -> appendPlain(letters, point));
    return letters.toString();
  }

  /** Letters that look like an accented one, but are not decomposed by Unicode. */
  private static void appendPlain(StringBuilder letters, int point) {
    switch (point) {
      case 'đ' -> letters.append('d');
      case 'ß' -> letters.append("ss");
      case 'ø' -> letters.append('o');
      case 'ł' -> letters.append('l');
      case 'ı' -> letters.append('i');
      case 'æ' -> letters.append("ae");
      case 'œ' -> letters.append("oe");
      default -> letters.appendCodePoint(point);
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMark(int point) {
    return Character.getType(point) == Character.NON_SPACING_MARK;
  }

  /** Indic vowel signs are marks that take room of their own, and part of the word. */
  private static boolean isVowelSign(int point) {
    return Character.getType(point) == Character.COMBINING_SPACING_MARK;
  }

  private static boolean standsAlone(int point) {
    if (point < FIRST_SCRIPT_WITHOUT_SPACES) {
      return false;
    }
    if (point == PROLONGED_SOUND_MARK) {
      return true;
    }
    return switch (UnicodeScript.of(point)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }
}
