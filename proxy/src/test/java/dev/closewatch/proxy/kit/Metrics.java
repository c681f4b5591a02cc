package dev.closewatch.proxy.kit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One scrape, read as Prometheus would. */
public final class Metrics {
  private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** One line of the page. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  private final String text;
  private final List<Sample> samples = new ArrayList<>();

  public Metrics(String text) {
    this.text = text;
    for (String line : text.split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (!line.startsWith("#") && matcher.matches()) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (matcher.group(2) != null) {
          Matcher label = LABEL.matcher(matcher.group(2));
          while (label.find()) {
            labels.put(label.group(1), label.group(2));
          }
        }
        samples.add(new Sample(matcher.group(1), labels, Double.parseDouble(matcher.group(3))));
      }
    }
  }

  /** Returns the sum of all samples of this name whose labels are as given: name, value, name, … */
  public double sum(String name, String... labels) {
    double sum = 0;
    for (Sample sample : samples) {
      if (sample.name().equals(name) && matches(sample, labels)) {
        sum += sample.value();
      }
    }
    return sum;
  }

  /** Returns the samples of this name that are above 0. */
  public List<Sample> moved(String name) {
    return samples.stream().filter(s -> s.name().equals(name) && s.value() > 0).toList();
  }

  /** Returns all samples. */
  public List<Sample> samples() {
    return samples;
  }

  /** opened - active - closes: 0 at every scrape. */
  public double unaccounted() {
    return sum("closewatch_connections_opened_total")
        - sum("closewatch_connections_active")
        - sum("closewatch_closes_total");
  }

  private static boolean matches(Sample sample, String... labels) {
    for (int i = 0; i < labels.length; i += 2) {
      if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
