package dev.closewatch.dashboards.grafana;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.dashboards.grafana.Dashboard.Panel;
import dev.closewatch.dashboards.grafana.Dashboard.Target;
import dev.closewatch.dashboards.kit.Daemon;
import dev.closewatch.dashboards.kit.PromQl;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One query of a dashboard, as Grafana asks it: with the variables filled in.
 *
 * @param name dashboard, panel and query; or dashboard and annotation, or variable
 * @param text with its variables
 * @param filled without them
 * @param isInstant asked for one moment, not for a range
 * @param needs the labels that legends, columns and links take from the answer
 */
record Question(String name, String text, String filled, boolean isInstant, List<String> needs) {
  /** Five scrapes of a second each; Grafana takes four at least. */
  private static final Map<String, String> GRAFANAS_OWN =
      Map.of("__rate_interval", "5s", "__interval", "1s", "__range", "120s");

  static final int SHOWN_SECONDS = 120;
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");
  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
  private static final Pattern LINK_LABEL = Pattern.compile("__field\\.labels\\.(\\w+)");
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((?<selector>.+), (?<label>\\w+)\\)");

  /** Returns all that a dashboard asks of Prometheus to draw itself. */
  static List<Question> of(Dashboard dashboard) {
    List<Question> questions = new ArrayList<>();
    for (Panel panel : dashboard.panels()) {
      for (Target target : panel.targets()) {
        String name = name(dashboard, panel, target);
        questions.add(of(dashboard, name, target.expr(), target.isInstant(), needs(panel, target)));
      }
    }
    for (JsonNode annotation : dashboard.annotations()) {
      String name = dashboard.slug() + ": annotation " + annotation.path("name").asText();
      String legend = annotation.path("titleFormat").asText() + annotation.path("textFormat");
      String text = annotation.path("expr").asText();
      questions.add(of(dashboard, name, text, false, found(LEGEND_LABEL, legend)));
    }
    return questions;
  }

  static String name(Dashboard dashboard, Panel panel, Target target) {
    return dashboard.slug() + ": " + panel.title() + ": " + target.refId();
  }

  private static Question of(
      Dashboard dashboard, String name, String text, boolean isInstant, List<String> needs) {
    return new Question(name, text, fill(dashboard, text), isInstant, needs);
  }

  private static List<String> needs(Panel panel, Target target) {
    if (new PromQl(target.expr()).selectors().isEmpty()) {
      return List.of(); // a constant line
    }
    List<String> needs = found(LEGEND_LABEL, target.legend());
    needs.addAll(found(LINK_LABEL, panel.json().path("fieldConfig").path("defaults").toString()));
    return needs;
  }

  /** Returns what the variables of a dashboard can be set to, by the variable's name. */
  static Map<String, List<String>> variables(Dashboard dashboard, Daemon prometheus) {
    Map<String, List<String>> values = new TreeMap<>();
    for (JsonNode variable : dashboard.variables()) {
      if (variable.path("type").asText().equals("query")) {
        Matcher query = LABEL_VALUES.matcher(fill(dashboard, variable.path("query").asText()));
        if (!query.matches()) {
          throw new AssertionError("not label_values(...): " + variable.path("query"));
        }
        String match = URLEncoder.encode(query.group("selector"), UTF_8);
        JsonNode answer =
            prometheus.get("/api/v1/label/" + query.group("label") + "/values?match[]=" + match);
        values.put(
            variable.path("name").asText(),
            Dashboard.stream(answer.path("data")).map(JsonNode::asText).toList());
      }
    }
    return values;
  }

  private static String fill(Dashboard dashboard, String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            found -> {
              String name = found.group(1) == null ? found.group(2) : found.group(1);
              return Matcher.quoteReplacement(value(dashboard, name));
            });
  }

  /** What a user sees first: everything, or the value that the dashboard comes with. */
  private static String value(Dashboard dashboard, String name) {
    if (name.startsWith("__")) {
      if (!GRAFANAS_OWN.containsKey(name)) {
        throw new AssertionError("a variable that no query should need: " + name);
      }
      return GRAFANAS_OWN.get(name);
    }
    JsonNode variable = dashboard.variable(name);
    return variable.path("includeAll").asBoolean()
        ? variable.path("allValue").asText()
        : variable.path("current").path("value").asText();
  }

  Answer ask(Daemon prometheus) {
    String query = "query=" + URLEncoder.encode(filled, UTF_8);
    if (isInstant) {
      return new Answer(prometheus.get("/api/v1/query?" + query));
    }
    long now = System.currentTimeMillis() / 1_000;
    return new Answer(
        prometheus.get(
            "/api/v1/query_range?step=1&start="
                + (now - SHOWN_SECONDS)
                + "&end="
                + now
                + "&"
                + query));
  }

  @Override
  public String toString() {
    return name;
  }

  private static List<String> found(Pattern pattern, String text) {
    List<String> labels = new ArrayList<>();
    pattern.matcher(text).results().forEach(found -> labels.add(found.group(1)));
    return labels;
  }
}
