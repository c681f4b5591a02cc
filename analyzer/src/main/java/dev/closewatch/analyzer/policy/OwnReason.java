package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.vocabulary.PolicyCause;

/**
 * What an operator knows of the reasons of a route's service.
 *
 * @param match words that a reason holds one after the other, whatever their case, accents and
 *     punctuation; {@code #} stands for any word with a digit in it
 * @param cause what such a reason tells of
 */
public record OwnReason(String match, PolicyCause cause) {
  /**
   * Checks the words.
   *
   * @throws IllegalArgumentException if there is no letter, no digit and no {@code #} in them
   */
  public OwnReason {
    new PhraseBookBuilder().text(cause, match);
  }
}
