package dev.closewatch.dashboards.grafana;

import java.time.Instant;
import java.util.Locale;

/** Figures in the units that the dashboards use. */
final class Unit {
  private Unit() {}

  static String show(double value, String unit) {
    return switch (unit) {
      case "percentunit" -> number(value * 100) + " %";
      case "bytes" -> bytes(value);
      case "Bps" -> bytes(value) + "/s";
      case "s" -> value < 1 ? number(value * 1_000) + " ms" : number(value) + " s";
      case "cps", "ops", "reqps" -> number(value) + "/s";
      case "cpm" -> number(value) + "/min";
      case "dateTimeFromNow" -> Instant.ofEpochSecond((long) value / 1_000).toString();
      default -> number(value);
    };
  }

  private static String bytes(double value) {
    return value < 10_240
        ? number(value) + " B"
        : value < 10 * 1_048_576
            ? number(value / 1_024) + " KiB"
            : number(value / 1_048_576) + " MiB";
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    boolean isWhole = value == Math.rint(value);
    String form = isWhole || Math.abs(value) >= 100 ? "%.0f" : value < 10 ? "%.2f" : "%.1f";
    return String.format(Locale.ROOT, form, value);
  }
}
