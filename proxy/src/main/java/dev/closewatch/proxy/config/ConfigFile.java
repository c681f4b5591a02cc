package dev.closewatch.proxy.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The settings that a YAML file gives: one mapping of names to values, or to lists of values.
 *
 * <p>Values are read from their text as it stands in the file, so that a value means the same here
 * as on the command line, whatever type YAML would make of it.
 */
final class ConfigFile {
  private static final Set<Tag> PLAIN_TAGS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

  private final String file;
  private final SettingValues values;
  private final List<Fault> faults;
  private final Map<String, Integer> linesByName = new HashMap<>();

  private ConfigFile(String file, SettingValues values, List<Fault> faults) {
    this.file = file;
    this.values = values;
    this.faults = faults;
  }

  /**
   * Reads all that can be read and adds all that is wrong, in the order of lines.
   *
   * @param file its path, which begins each fault
   * @return whether the settings were found at all
   */
  static boolean read(String file, SettingValues values, List<Fault> faults) {
    Optional<String> text = ConfigText.read(file, faults);
    if (text.isEmpty()) {
      return false;
    }
    Optional<Node> root = YamlText.compose(file, text.get(), faults);
    return root.isPresent() && new ConfigFile(file, values, faults).readRoot(root.get());
  }

  private boolean readRoot(Node root) {
    if (!(root instanceof MappingNode settings)) {
      add(
          root,
          Tag.NULL.equals(root.getTag())
              ? "no settings in it"
              : "must be settings such as 'listen: 0.0.0.0:8080', not " + kind(root));
      return false;
    }
    if (settings.getValue().isEmpty()) {
      add(root, "no settings in it");
      return false;
    }
    settings.getValue().forEach(this::readSetting);
    return true;
  }

  private void readSetting(NodeTuple tuple) {
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      add(
          tuple.getKeyNode(),
          "the name of a setting must be a word, not " + kind(tuple.getKeyNode()));
      return;
    }
    String name = key.getValue();
    Setting<?> setting = Settings.BY_NAME.get(name);
    if (setting == null) {
      String guess =
          Closest.to(name, Settings.BY_NAME.keySet().stream().sorted().toList())
              .map(closest -> "; did you mean " + closest + "?")
              .orElse("");
      add(key, (name.isBlank() ? "''" : name) + " is not a setting" + guess);
      return;
    }
    Integer first = linesByName.putIfAbsent(name, YamlText.line(key));
    if (first != null) {
      add(key, name + " is given twice, first in line " + first);
      return;
    }
    List<Given> given = new ArrayList<>();
    if (collect(setting, key, tuple.getValueNode(), given)) {
      values.read(setting, given, faults);
    }
  }

  /** Adds the value, or each of a list's, and returns whether all of them can be read. */
  private boolean collect(Setting<?> setting, ScalarNode key, Node value, List<Given> given) {
    if (!(value instanceof SequenceNode list)) {
      String fit = setting.list() ? "a value or a list of values" : "a single value";
      return collectOne(setting, fit, key, value, given);
    }
    if (!setting.list()) {
      add(value, setting + ": must be a single value, not a list");
      return false;
    }
    boolean readable = true;
    for (Node item : list.getValue()) {
      readable &= collectOne(setting, "a list of single values", item, item, given);
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

  private static String kind(Node node) {
    return switch (node.getNodeType()) {
      case MAPPING -> "a mapping";
      case SEQUENCE -> "a list";
      default -> "a single value";
    };
  }

  private void add(Node at, String what) {
    faults.add(new Fault(file + ":" + YamlText.line(at), what));
  }
}
