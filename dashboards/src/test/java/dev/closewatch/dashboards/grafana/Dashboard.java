package dev.closewatch.dashboards.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One dashboard as users import it: a JSON file of Grafana's classic model.
 *
 * @param slug the file's name without its ending
 */
record Dashboard(String slug, JsonNode json) {
  static final Path DIRECTORY = Path.of("grafana");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A panel, or a row: the heading over panels. */
  record Panel(JsonNode json) {
    String title() {
      return json.path("title").asText();
    }

    String type() {
      return json.path("type").asText();
    }

    boolean isRow() {
      return type().equals("row");
    }

    List<Target> targets() {
      return stream(json.path("targets")).map(Target::new).toList();
    }
  }

  /** One query of a panel. */
  record Target(JsonNode json) {
    String refId() {
      return json.path("refId").asText();
    }

    String expr() {
      return json.path("expr").asText();
    }

    String legend() {
      return json.path("legendFormat").asText();
    }

    /** Returns whether it asks for one moment; else for a range. */
    boolean isInstant() {
      return json.path("instant").asBoolean();
    }
  }

  /** Reads them all, in the order of their names. */
  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(Dashboard::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Dashboard read(Path file) {
    try {
      String name = file.getFileName().toString();
      return new Dashboard(
          name.substring(0, name.length() - ".json".length()), JSON.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns rows and panels, in their order; those inside a collapsed row follow it. */
  List<Panel> rowsAndPanels() {
    List<Panel> panels = new ArrayList<>();
    for (JsonNode panel : json.path("panels")) {
      panels.add(new Panel(panel));
      stream(panel.path("panels")).map(Panel::new).forEach(panels::add);
    }
    return panels;
  }

  List<Panel> panels() {
    return rowsAndPanels().stream().filter(panel -> !panel.isRow()).toList();
  }

  Panel panel(String title) {
    return panels().stream()
        .filter(panel -> panel.title().equals(title))
        .findFirst()
        .orElseThrow(() -> new AssertionError(slug + " has no panel " + title));
  }

  List<JsonNode> variables() {
    return stream(json.path("templating").path("list")).toList();
  }

  JsonNode variable(String name) {
    return variables().stream()
        .filter(variable -> variable.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(slug + " has no variable " + name));
  }

  /** Returns the annotations that ask Prometheus; Grafana's own does not. */
  List<JsonNode> annotations() {
    return stream(json.path("annotations").path("list"))
        .filter(annotation -> !annotation.has("builtIn"))
        .toList();
  }

  /** Returns the name by which tests call it. */
  @Override
  public String toString() {
    return slug;
  }

  static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
