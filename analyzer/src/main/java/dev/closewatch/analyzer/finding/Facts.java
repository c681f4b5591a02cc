package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.vocabulary.Labelled;
import java.util.List;

/** A finding's evidence in the form in which it is put into sentences. */
final class Facts {
  private final Finding finding;
  private final char decimalMark;

  Facts(Finding finding, char decimalMark) {
    this.finding = finding;
    this.decimalMark = decimalMark;
  }

  String route() {
    return Evidence.bounded(printable(finding.route()));
  }

  /** Returns a text; "" if there is none of this name. */
  String text(String name) {
    Object value = finding.evidence().get(name);
    return value == null ? "" : printable(value.toString());
  }

  boolean is(String name, Labelled value) {
    return value.label().equals(finding.evidence().get(name));
  }

  /** Returns a number; 0 if there is none of this name. */
  double number(String name) {
    return finding.evidence().get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  /** Returns the texts of a list; none if there is none of this name. */
  List<String> list(String name) {
    return finding.evidence().get(name) instanceof List<?> list
        ? list.stream().map(text -> printable(String.valueOf(text))).toList()
        : List.of();
  }

  /** Returns a number with one decimal at most. */
  String decimal(String name) {
    return decimal(number(name));
  }

  /** Returns a share in whole percent, a small one to a tenth. */
  String percent(String name) {
    double percent = 100 * number(name);
    return (percent < 10 ? decimal(percent) : decimal(Math.rint(percent))) + "%";
  }

  private String decimal(double value) {
    long tenths = Math.round(10 * value);
    return tenths % 10 == 0
        ? Long.toString(tenths / 10)
        : tenths / 10 + String.valueOf(decimalMark) + tenths % 10;
  }

  /** Peers' texts must not bring line ends or terminal commands into a sentence. */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }
}
