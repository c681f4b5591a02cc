package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.policy.ReasonText.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A text's words as the keys of what each can stand for in one {@link PhraseBook}. */
final class Query {
  private static final int[] NOTHING = {};

  private final Word[] words;
  private final int[][] keys;
  private final int[][] choices;
  private final int[] lettersBefore;
  private final boolean[] afterPause;

  Query(
      List<Word> all,
      Map<String, Integer> known,
      Map<String, Integer> beginnings,
      int longestBeginning,
      Set<String> ignored,
      PhraseNode choicesOfLists) {
    words = all.stream().filter(word -> !ignored.contains(word.text())).toArray(Word[]::new);
    keys = new int[words.length][];
    choices = new int[words.length][];
    lettersBefore = new int[words.length + 1];
    afterPause = pauses(all, words);
    for (int i = 0; i < words.length; i++) {
      keys[i] = keysOf(words[i], known, beginnings, longestBeginning);
      lettersBefore[i + 1] = lettersBefore[i] + words[i].letters();
    }
    for (int i = 0; i < words.length; i++) {
      choices[i] = choicesFrom(choicesOfLists, i, NOTHING);
    }
  }

  int size() {
    return words.length;
  }

  Word word(int index) {
    return words[index];
  }

  /** Returns all that a word can stand for by itself. */
  int[] keys(int index) {
    return keys[index];
  }

  /** Returns, in pairs, the key of each list of which a choice begins here, and where it ends. */
  int[] choices(int index) {
    return choices[index];
  }

  /** Returns the letters of the words from one (inclusive) to another (exclusive). */
  int letters(int from, int to) {
    return lettersBefore[to] - lettersBefore[from];
  }

  /** Returns whether a thought has ended before this word. */
  boolean afterPause(int index) {
    return afterPause[index];
  }

  /** A pause before a word that is left out stands before the next one. */
  private static boolean[] pauses(List<Word> all, Word[] kept) {
    boolean[] pauses = new boolean[kept.length];
    int index = 0;
    for (Word word : all) {
      if (index < kept.length) {
        pauses[index] |= word.afterPause();
        if (word.start() == kept[index].start()) {
          index++;
        }
      }
    }
    return pauses;
  }

  private int[] choicesFrom(PhraseNode node, int at, int[] found) {
    int[] more = found;
    for (int i = 0; i < node.listCount(); i++) {
      more = with(with(more, PhraseNode.keyOfList(node.list(i))), at);
    }
    if (at < words.length) {
      for (int key : keys[at]) {
        PhraseNode next = node.child(key);
        if (next != null) {
          more = choicesFrom(next, at + 1, more);
        }
      }
    }
    return more;
  }

  private static int[] keysOf(
      Word word,
      Map<String, Integer> known,
      Map<String, Integer> beginnings,
      int longestBeginning) {
    int[] found = NOTHING;
    Integer exact = known.get(word.text());
    if (exact != null) {
      found = with(found, exact);
    }
    for (int end = 1; end <= Math.min(word.text().length(), longestBeginning); end++) {
      Integer beginning = beginnings.get(word.text().substring(0, end));
      if (beginning != null) {
        found = with(found, beginning);
      }
    }
    return word.hasDigit() ? with(found, PhraseNode.NUMBER) : found;
  }

  private static int[] with(int[] numbers, int number) {
    int[] more = Arrays.copyOf(numbers, numbers.length + 1);
    more[numbers.length] = number;
    return more;
  }
}
