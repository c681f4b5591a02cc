package dev.closewatch.proxy.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The values of settings as they stand in a file, as texts.
 *
 * <p>Values are read from their text as it stands in the file, so that a value means the same here
 * as on the command line, whatever type YAML would make of it.
 *
 * @param file its path, which begins each fault
 */
record FileValues(String file, List<Fault> faults) {
  private static final Set<Tag> PLAIN_TAGS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

  /** Adds the value, or each of a list's, and returns whether all of them can be read. */
  boolean collect(Setting<?> setting, ScalarNode key, Node value, List<Given> given) {
    if (setting.named() && value instanceof MappingNode names) {
      return collectNamed(setting, "", names, given);
    }
    if (!(value instanceof SequenceNode list)) {
      String fit =
          setting.named()
              ? "names with values"
              : setting.list() ? "a value or a list of values" : "a single value";
      return collectOne(setting, fit, key, value, given);
    }
    if (!setting.list()) {
      add(value, setting + ": must be a single value, not a list");
      return false;
    }
    boolean readable = true;
    for (Node item : list.getValue()) {
      if (!setting.keys().isEmpty() && item instanceof MappingNode pair) {
        readable &= collectPair(setting, pair, given);
      } else {
        readable &= collectOne(setting, "a list of single values", item, item, given);
      }
    }
    return readable;
  }

  /** Adds a mapping with the two keys of a pair as {@code one=other}. */
  private boolean collectPair(Setting<?> setting, MappingNode pair, List<Given> given) {
    Map<String, String> values = new HashMap<>();
    for (NodeTuple tuple : pair.getValue()) {
      List<Given> one = new ArrayList<>();
      if (!(tuple.getKeyNode() instanceof ScalarNode key)
          || !setting.keys().contains(key.getValue())) {
        add(tuple.getKeyNode(), setting + ": each has " + String.join(" and ", setting.keys()));
        return false;
      }
      if (!collectOne(setting, "a single value", key, tuple.getValueNode(), one)) {
        return false;
      }
      values.put(key.getValue(), one.get(0).text());
    }
    for (String key : setting.keys()) {
      if (!values.containsKey(key)) {
        add(pair, setting + ": no " + key);
        return false;
      }
    }
    String text = values.get(setting.keys().get(0)) + "=" + values.get(setting.keys().get(1));
    given.add(new Given(text, file + ":" + YamlText.line(pair) + ": " + setting));
    return true;
  }

  /** Adds each named value as {@code name=value}, as it would stand on the command line. */
  private boolean collectNamed(
      Setting<?> setting, String prefix, MappingNode names, List<Given> given) {
    boolean readable = true;
    for (NodeTuple tuple : names.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        add(
            tuple.getKeyNode(),
            setting + ": a name must be a word, not " + kind(tuple.getKeyNode()));
        readable = false;
      } else if (prefix.isEmpty() && tuple.getValueNode() instanceof MappingNode below) {
        readable &= collectNamed(setting, key.getValue() + ".", below, given);
      } else {
        List<Given> one = new ArrayList<>();
        readable &= collectOne(setting, "a single value", key, tuple.getValueNode(), one);
        one.forEach(
            value ->
                given.add(new Given(prefix + key.getValue() + "=" + value.text(), value.where())));
      }
    }
    return readable;
  }

  private boolean collectOne(
      Setting<?> setting, String fit, Node at, Node value, List<Given> given) {
    if (!(value instanceof ScalarNode scalar)) {
      add(value, setting + ": must be " + fit + ", not " + kind(value));
      return false;
    }
    if (Tag.NULL.equals(scalar.getTag()) || scalar.getValue().isBlank()) {
      // Where the name is: nothing stands where a missing value would.
      add(at, setting + ": no value");
      return false;
    }
    if (!PLAIN_TAGS.contains(scalar.getTag())) {
      add(scalar, setting + ": the tag " + scalar.getTag() + " means nothing here");
      return false;
    }
    given.add(
        new Given(scalar.getValue().strip(), file + ":" + YamlText.line(scalar) + ": " + setting));
    return true;
  }

  static String kind(Node node) {
    return switch (node.getNodeType()) {
      case MAPPING -> "a mapping";
      case SEQUENCE -> "a list";
      default -> "a single value";
    };
  }

  void add(Node at, String what) {
    faults.add(new Fault(file + ":" + YamlText.line(at), what));
  }
}
