package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Phrases, each with the cause that it tells of, and the search for the longest one in a text.
 *
 * <p>The phrases are a tree, with a branch for each part. Every word of a text is looked up once
 * and becomes the keys of what it can stand for; from each word on, the tree is followed as far as
 * the text goes with it. No phrase has more than two gaps, so that no text takes long. Immutable.
 */
final class PhraseBook {
  private final Map<String, Integer> words;
  private final Map<String, Integer> beginnings;
  private final int longestBeginning;
  private final Set<String> ignored;
  private final PhraseNode phrases;
  private final PhraseNode choices;

  PhraseBook(
      Map<String, Integer> words,
      Map<String, Integer> beginnings,
      Set<String> ignored,
      PhraseNode phrases,
      PhraseNode choices) {
    this.words = Map.copyOf(words);
    this.beginnings = Map.copyOf(beginnings);
    this.ignored = Set.copyOf(ignored);
    this.phrases = phrases;
    this.choices = choices;
    longestBeginning = beginnings.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  /** Returns the text's words as this book knows them. */
  Query query(ReasonText text) {
    return new Query(text.words(), words, beginnings, longestBeginning, ignored, choices);
  }

  /** Returns the longest phrase in the text, or null. */
  @Nullable Finding find(Query text) {
    Search search = new Search(text);
    for (int start = 0; start < text.size(); start++) {
      search.from(phrases, start);
    }
    return search.best;
  }

  private static final class Search {
    private final Query text;
    private int start;
    private @Nullable Finding best;

    Search(Query text) {
      this.text = text;
    }

    void from(PhraseNode root, int first) {
      start = first;
      follow(root, first, 0);
    }

    private void follow(PhraseNode node, int at, int length) {
      PolicyCause cause = node.cause(start == 0, at == text.size());
      if (cause != null) {
        found(cause, at, length);
      }
      if (at < text.size()) {
        followWord(node, at, length);
      }
      PhraseNode behindGap = node.child(PhraseNode.GAP);
      if (behindGap != null) {
        followGap(behindGap, at, length);
      }
    }

    private void followWord(PhraseNode node, int at, int length) {
      for (int key : text.keys(at)) {
        PhraseNode next = node.child(key);
        if (next != null) {
          follow(next, at + 1, length + 2 * text.letters(at, at + 1));
        }
      }
      int[] choices = text.choices(at);
      for (int i = 0; i < choices.length; i += 2) {
        PhraseNode next = node.child(choices[i]);
        if (next != null) {
          follow(next, choices[i + 1], length + 2 * text.letters(at, choices[i + 1]));
        }
      }
    }

    private void followGap(PhraseNode next, int at, int length) {
      if (at < text.size()) {
        followWord(next, at, length);
      }
      for (int skipped = 1; skipped <= PhraseNode.MAX_GAP_WORDS; skipped++) {
        int behind = at + skipped;
        if (behind >= text.size() || text.afterPause(behind - 1) || text.afterPause(behind)) {
          return;
        }
        followWord(next, behind, length - text.letters(at, behind));
      }
    }

    private void found(PolicyCause cause, int end, int length) {
      Finding finding = new Finding(cause, length, start, end - 1);
      if (finding.beats(best)) {
        best = finding;
      }
    }
  }
}
