package dev.closewatch.proxy.config;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** YAML text as nodes that know their line, or the line where it is no YAML. */
final class YamlText {
  /** Two levels are all that settings need; the parser recurses, once for each. */
  private static final int DEEPEST = 50;

  private YamlText() {}

  /** Returns the only document, or nothing after adding what is wrong to the faults. */
  static Optional<Node> compose(String file, String text, List<Fault> faults) {
    Optional<Fault> fault = unprintable(file, text);
    if (fault.isPresent()) {
      faults.add(fault.get());
      return Optional.empty();
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setAllowNonScalarKeys(true) // they are a fault below, with their line
            .setVersionFunction(version -> version) // any: what differs is not used here
            .build();
    try {
      fault = unfit(file, new Parse(settings).parseString(text));
      if (fault.isEmpty()) {
        Optional<Node> root = new Compose(settings).composeString(text);
        if (root.isEmpty()) {
          fault = Optional.of(new Fault(file, "no settings in it"));
        }
        fault.ifPresent(faults::add);
        return root;
      }
      faults.add(fault.get());
    } catch (MarkedYamlEngineException e) {
      faults.add(new Fault(file + lineSuffix(e), "not valid YAML: " + problem(e)));
    } catch (YamlEngineException e) {
      faults.add(new Fault(file, "not valid YAML: " + e.getMessage()));
    }
    return Optional.empty();
  }

  /** Returns the line of a node, counted from 1. */
  static int line(Node node) {
    return node.getStartMark().map(YamlText::line).orElse(1);
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }

  /** The parser refuses such characters too, but does not say in which line. */
  private static Optional<Fault> unprintable(String file, String text) {
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (!StreamReader.isPrintable(character)) {
        String where = file + ":" + (1 + ConfigText.newlines(text.substring(0, i)));
        return Optional.of(
            new Fault(
                where, String.format("not valid YAML: the character U+%04X in it", character)));
      }
      i += Character.charCount(character);
    }
    return Optional.empty();
  }

  private static Optional<Fault> unfit(String file, Iterable<Event> events) {
    int depth = 0;
    int documents = 0;
    for (Event event : events) {
      String problem = null;
      if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
        problem = "nested too deep";
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      } else if (event instanceof DocumentStartEvent && ++documents > 1) {
        problem = "a second document, but only one can be read";
      }
      if (problem != null) {
        int line = event.getStartMark().map(YamlText::line).orElse(1);
        return Optional.of(new Fault(file + ":" + line, problem));
      }
    }
    return Optional.empty();
  }

  private static String lineSuffix(MarkedYamlEngineException e) {
    return e.getProblemMark().or(e::getContextMark).map(mark -> ":" + line(mark)).orElse("");
  }

  /** The parser's own words, on one line. */
  private static String problem(MarkedYamlEngineException e) {
    String problem = e.getProblem() == null ? String.valueOf(e.getContext()) : e.getProblem();
    String context = e.getContext();
    if (e.getContextMark().isEmpty() || context == null || context.isBlank()) {
      return problem;
    }
    return problem + ", " + context + " that begins in line " + line(e.getContextMark().get());
  }
}
