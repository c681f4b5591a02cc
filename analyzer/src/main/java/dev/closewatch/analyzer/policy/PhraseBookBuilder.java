package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.policy.ReasonText.Word;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects phrases for a {@link PhraseBook}, in the notation of the phrase file or as plain text.
 */
final class PhraseBookBuilder {
  private static final int MAX_GAPS = 2;

  private final Map<String, Integer> words = new HashMap<>();
  private final Map<String, Integer> beginnings = new HashMap<>();
  private final Set<String> ignored = new HashSet<>();
  private final Map<String, Integer> lists = new HashMap<>();
  private final PhraseNode phrases = new PhraseNode();
  private final PhraseNode choices = new PhraseNode();
  private int nextKey = PhraseNode.NUMBER + 1;

  /** Words that phrases and reasons are read without. */
  PhraseBookBuilder ignore(List<String> texts) {
    for (String text : texts) {
      new ReasonText(text).words().forEach(word -> ignored.add(word.text()));
    }
    return this;
  }

  /** Words to choose from; a choice can be several words, and a list can be given in parts. */
  PhraseBookBuilder list(String name, List<String> texts) {
    int list = lists.computeIfAbsent(name, key -> lists.size());
    for (String text : texts) {
      List<Integer> keys = new ArrayList<>();
      for (String piece : pieces(text)) {
        addWords(piece, keys);
      }
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("no word in '" + text + "'");
      }
      node(choices, keys).endChoice(list);
    }
    return this;
  }

  /** A phrase in the notation of the phrase file. */
  PhraseBookBuilder phrase(PolicyCause cause, String notation) {
    List<Integer> keys = new ArrayList<>();
    int gaps = 0;
    for (String piece : pieces(notation.replace('"', ' '))) {
      if (piece.equals("...")) {
        keys.add(PhraseNode.GAP);
        gaps++;
      } else if (piece.startsWith("[") && piece.endsWith("]")) {
        keys.add(PhraseNode.keyOfList(listNamed(piece.substring(1, piece.length() - 1))));
      } else {
        addWords(piece, keys);
      }
    }
    check(keys, gaps, notation);
    boolean onlyAtStart = notation.startsWith("\"");
    boolean onlyAtEnd = notation.endsWith("\"");
    PolicyCause before = node(phrases, keys).end(cause, onlyAtStart, onlyAtEnd);
    if (before != null && before != cause) {
      throw new IllegalArgumentException(
          "'" + notation + "' is " + before.label() + " above already");
    }
    return this;
  }

  /**
   * A phrase of plain text, in which only {@code #} means something: any number. Of two equal ones
   * the first stays.
   */
  PhraseBookBuilder text(PolicyCause cause, String text) {
    List<Integer> keys = new ArrayList<>();
    for (String piece : pieces(text)) {
      addPlainWords(piece, keys);
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no letter and no digit in '" + text + "'");
    }
    node(phrases, keys).end(cause, false, false);
    return this;
  }

  PhraseBook build() {
    return new PhraseBook(words, beginnings, ignored, phrases, choices);
  }

  private static PhraseNode node(PhraseNode root, List<Integer> keys) {
    PhraseNode node = root;
    for (int key : keys) {
      node = node.childMade(key);
    }
    return node;
  }

  private static void check(List<Integer> keys, int gaps, String notation) {
    if (keys.size() == gaps) {
      throw new IllegalArgumentException("no word in '" + notation + "'");
    }
    if (gaps > MAX_GAPS) {
      throw new IllegalArgumentException("more than two gaps in '" + notation + "'");
    }
    if (keys.get(0) == PhraseNode.GAP || keys.get(keys.size() - 1) == PhraseNode.GAP) {
      throw new IllegalArgumentException("a gap at an end of '" + notation + "'");
    }
  }

  private int listNamed(String name) {
    Integer list = lists.get(name);
    if (list == null) {
      throw new IllegalArgumentException("no list named '" + name + "' above");
    }
    return list;
  }

  private void addWords(String piece, List<Integer> keys) {
    add(piece, piece.endsWith("*"), keys);
  }

  private void addPlainWords(String piece, List<Integer> keys) {
    add(piece, false, keys);
  }

  private void add(String piece, boolean lastIsBeginning, List<Integer> keys) {
    if (piece.equals("#")) {
      keys.add(PhraseNode.NUMBER);
      return;
    }
    List<Word> read = new ReasonText(piece).words();
    for (int i = 0; i < read.size(); i++) {
      String word = read.get(i).text();
      if (lastIsBeginning && i == read.size() - 1) {
        keys.add(beginnings.computeIfAbsent(word, text -> nextKey++));
      } else if (!ignored.contains(word)) {
        keys.add(words.computeIfAbsent(word, text -> nextKey++));
      }
    }
  }

  private static List<String> pieces(String text) {
    return Arrays.stream(text.split(" ")).filter(piece -> !piece.isEmpty()).toList();
  }
}
