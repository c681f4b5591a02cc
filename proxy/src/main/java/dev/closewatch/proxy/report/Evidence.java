package dev.closewatch.proxy.report;

import dev.closewatch.analyzer.peer.Flag;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a flag rests on, as rows of a table. */
final class Evidence {
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("emptyCloses", "empty Closes"),
          Map.entry("closesStarted", "closes that it began"),
          Map.entry("policyCloses", "policy closes"),
          Map.entry("closes", "closes in all"),
          Map.entry("endedWithoutClose", "ended with no Close"),
          Map.entry("returns", "new connections at once"),
          Map.entry("illegalCloses", "illegal Closes"),
          Map.entry("violatingConnections", "connections with violations"),
          Map.entry("unansweredCloses", "Closes left unanswered"),
          Map.entry("share", "share"),
          Map.entry("withinSeconds", "came back within"),
          Map.entry("livedUnderSeconds", "connections that lived under"),
          Map.entry("hadSecondsToAnswer", "had at least this long to answer"),
          Map.entry("windowSeconds", "counted within"),
          Map.entry("route", "route"),
          Map.entry("userAgent", "User-Agent"),
          Map.entry("lastConnection", "latest connection"),
          Map.entry("lastCode", "latest code"),
          Map.entry("lastKind", "latest kind"),
          Map.entry("lastCause", "latest cause, as far as it can be told"),
          Map.entry("lastReason", "latest reason"),
          Map.entry("lastEnd", "latest end of TCP"),
          Map.entry("lastViolations", "latest violations"));

  private static final int SECONDS_PER_MINUTE = 60;

  private Evidence() {}

  static Markdown.Table of(Flag flag) {
    Markdown.Table table =
        Markdown.table("what", "value")
            .row("noticed", Markdown.time(flag.firstSeen()) + " UTC")
            .row("latest", Markdown.time(flag.lastSeen()) + " UTC")
            .row("how often", Long.toString(flag.count()));
    flag.evidence()
        .forEach((name, value) -> table.row(WORDS.getOrDefault(name, name), shown(name, value)));
    return table;
  }

  private static String shown(String name, Object value) {
    if (value instanceof List<?> texts) {
      return texts.stream()
          .map(text -> Markdown.untrusted(text.toString()))
          .collect(Collectors.joining(", "));
    }
    if (!(value instanceof Number number)) {
      return Markdown.untrusted(value.toString());
    }
    if (name.equals("share")) {
      return String.format(Locale.ROOT, "%.1f %%", 100 * number.doubleValue());
    }
    String lowerCase = name.toLowerCase(Locale.ROOT);
    return lowerCase.contains("seconds") ? seconds(number.doubleValue()) : number.toString();
  }

  private static String seconds(double seconds) {
    boolean wholeMinutes = seconds >= SECONDS_PER_MINUTE && seconds % SECONDS_PER_MINUTE == 0;
    return plain(wholeMinutes ? seconds / SECONDS_PER_MINUTE : seconds)
        + (wholeMinutes ? " min" : " s");
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
