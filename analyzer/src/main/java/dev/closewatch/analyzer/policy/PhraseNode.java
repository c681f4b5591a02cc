package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What can follow a common beginning of phrases: a node of the tree that a {@link PhraseBook}
 * searches. Only changed while the tree is built.
 *
 * <p>A key is a part of a phrase: a word (1 and up), any number (0), a gap, or a list of words
 * (less than that).
 */
final class PhraseNode {
  /** The key of any word with a digit in it. */
  static final int NUMBER = 0;

  /** The key of up to {@link #MAX_GAP_WORDS} words, none of them behind the end of a thought. */
  static final int GAP = -1;

  static final int MAX_GAP_WORDS = 3;

  private static final int[] NO_KEYS = {};
  private static final PhraseNode[] NO_CHILDREN = {};

  // Sorted by key; nearly all nodes have one or two.
  private int[] keys = NO_KEYS;
  private PhraseNode[] children = NO_CHILDREN;

  /** The causes of the phrases that end here: anywhere, at the start, at the end, or as a whole. */
  private @Nullable PolicyCause @Nullable [] causes;

  /** The lists of words of which a choice ends here, where this is a tree of choices. */
  private int[] lists = NO_KEYS;

  /** Returns the key of a list of words, which is counted from 0. */
  static int keyOfList(int list) {
    return GAP - 1 - list;
  }

  /** Returns the child of this key, or null. */
  @Nullable PhraseNode child(int key) {
    int index = Arrays.binarySearch(keys, key);
    return index < 0 ? null : children[index];
  }

  /** Returns the child of this key, which is made if there is none. */
  PhraseNode childMade(int key) {
    int index = Arrays.binarySearch(keys, key);
    if (index >= 0) {
      return children[index];
    }
    int at = -index - 1;
    int[] moreKeys = Arrays.copyOf(keys, keys.length + 1);
    PhraseNode[] moreChildren = Arrays.copyOf(children, children.length + 1);
    System.arraycopy(keys, at, moreKeys, at + 1, keys.length - at);
    System.arraycopy(children, at, moreChildren, at + 1, children.length - at);
    moreKeys[at] = key;
    moreChildren[at] = new PhraseNode();
    keys = moreKeys;
    children = moreChildren;
    return moreChildren[at];
  }

  /**
   * A phrase ends here.
   *
   * @return the cause that the same phrase has had before, or null
   */
  @Nullable PolicyCause end(PolicyCause cause, boolean onlyAtStart, boolean onlyAtEnd) {
    if (causes == null) {
      causes = new PolicyCause[4];
    }
    int slot = slot(onlyAtStart, onlyAtEnd);
    PolicyCause before = causes[slot];
    if (before == null) {
      causes[slot] = cause;
    }
    return before;
  }

  /** Returns the strongest cause of the phrases that end here, or null. */
  @Nullable PolicyCause cause(boolean atStart, boolean atEnd) {
    if (causes == null) {
      return null;
    }
    PolicyCause strongest = null;
    for (int slot = 0; slot <= slot(atStart, atEnd); slot++) {
      PolicyCause cause = (slot & ~slot(atStart, atEnd)) == 0 ? causes[slot] : null;
      if (cause != null && (strongest == null || Finding.isStronger(cause, strongest))) {
        strongest = cause;
      }
    }
    return strongest;
  }

  /** A choice of this list ends here. */
  void endChoice(int list) {
    lists = Arrays.copyOf(lists, lists.length + 1);
    lists[lists.length - 1] = list;
  }

  int listCount() {
    return lists.length;
  }

  int list(int index) {
    return lists[index];
  }

  private static int slot(boolean atStart, boolean atEnd) {
    return (atStart ? 1 : 0) + (atEnd ? 2 : 0);
  }
}
