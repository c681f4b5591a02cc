package dev.closewatch.analyzer.finding;

/** One language's words for each finding. */
interface Explanations {
  char decimalMark();

  String massClose(Facts facts);

  String idleTimer(Facts facts);

  String codeStripping(Facts facts);

  String outlierInstance(Facts facts);

  String outlierStack(Facts facts);

  String identityCollapsed(Facts facts);
}
