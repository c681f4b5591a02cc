package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.vocabulary.Lang;

/** Explains a finding: what was seen, who has to act, and what is to be done. */
public final class FindingText {
  private static final Explanations ENGLISH = new EnglishExplanations();
  private static final Explanations VIETNAMESE = new VietnameseExplanations();

  private FindingText() {}

  /** Returns one to three sentences, from the finding's own evidence. */
  public static String of(Finding finding, Lang language) {
    Explanations explanations =
        switch (language) {
          case EN -> ENGLISH;
          case VI -> VIETNAMESE;
        };
    Facts facts = new Facts(finding, explanations.decimalMark());
    return switch (finding.name()) {
      case MASS_CLOSE -> explanations.massClose(facts);
      case IDLE_TIMER -> explanations.idleTimer(facts);
      case CODE_STRIPPING -> explanations.codeStripping(facts);
      case OUTLIER_INSTANCE -> explanations.outlierInstance(facts);
      case OUTLIER_STACK -> explanations.outlierStack(facts);
      case IDENTITY_COLLAPSED -> explanations.identityCollapsed(facts);
    };
  }
}
