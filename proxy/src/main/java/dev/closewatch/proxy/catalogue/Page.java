package dev.closewatch.proxy.catalogue;

import dev.closewatch.proxy.catalogue.Comparison.Side;
import dev.closewatch.proxy.catalogue.Entry.Label;
import dev.closewatch.proxy.catalogue.Words.Headings;
import java.util.List;

/** Plain text for a terminal: a title, headings, and below them text that is indented. */
final class Page {
  private static final int STEP = 2;
  private static final String BULLET = "- ";

  private final PlainLines lines = new PlainLines();
  private final Headings headings;

  private Page(Headings headings) {
    this.headings = headings;
  }

  static String of(Entry entry, Headings headings) {
    return new Page(headings).entry(entry).lines.text();
  }

  static String of(Comparison comparison, Headings headings) {
    return new Page(headings).comparison(comparison).lines.text();
  }

  private Page entry(Entry entry) {
    lines.title(entry.heading());
    section(0, headings.meaning(), entry.meaning());
    list(0, headings.when(), entry.whenSeen());
    list(0, headings.fix(), entry.howToFix());
    section(0, headings.use(), entry.whenToSend());
    section(0, headings.wire(), entry.onWire().text());
    section(0, headings.who(), entry.who().text());
    heading(0, headings.counting());
    for (Label label : entry.counting().labels()) {
      lines.add(STEP, "", "code=\"" + label.code() + "\", kind=\"" + label.kind() + "\"");
    }
    lines.add(STEP, "", entry.counting().text());
    return this;
  }

  /** The differences come last: that is what one sees when a terminal has scrolled. */
  private Page comparison(Comparison comparison) {
    lines.title(comparison.title());
    lines.blank();
    lines.add(0, "", comparison.summary());
    for (Side side : comparison.sides()) {
      lines.blank();
      lines.add(0, "", side.entry().heading());
      section(STEP, headings.meaning(), side.entry().meaning());
      list(STEP, headings.when(), side.whenSeen());
      list(STEP, headings.fix(), side.entry().howToFix());
    }
    heading(0, headings.differences());
    for (int i = 0; i < comparison.differences().size(); i++) {
      lines.add(STEP, (i + 1) + ". ", comparison.differences().get(i));
    }
    heading(0, headings.which());
    for (Side side : comparison.sides()) {
      lines.add(STEP, BULLET, side.entry().subject() + ": " + side.whenToUse());
    }
    return this;
  }

  private void section(int indent, String heading, String text) {
    heading(indent, heading);
    lines.add(indent + STEP, "", text);
  }

  private void list(int indent, String heading, List<String> items) {
    heading(indent, heading);
    items.forEach(item -> lines.add(indent + STEP, BULLET, item));
  }

  private void heading(int indent, String heading) {
    lines.blank();
    lines.add(indent, "", heading);
  }
}
