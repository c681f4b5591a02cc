package dev.closewatch.proxy.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** One mapping of names to values in a file: that of all settings, or a route. */
final class FileMapping {
  private final FileValues file;
  private final String kind;
  private final Map<String, Setting<?>> settings;
  private final Map<String, Consumer<Node>> others;
  private final Map<String, Integer> linesByName = new HashMap<>();

  /**
   * Prepares for a mapping.
   *
   * @param kind what its names are, for one that is not: {@code a setting}
   * @param settings what can stand in it, by name
   * @param others what else can, with whoever reads the value
   */
  FileMapping(
      FileValues file,
      String kind,
      Map<String, Setting<?>> settings,
      Map<String, Consumer<Node>> others) {
    this.file = file;
    this.kind = kind;
    this.settings = settings;
    this.others = others;
  }

  /** Reads all that can be read and adds all that is wrong, in the order of lines. */
  void read(MappingNode mapping, SettingValues values) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        read(key, tuple.getValueNode(), values);
      } else {
        String what = FileValues.kind(tuple.getKeyNode());
        file.add(tuple.getKeyNode(), "the name of " + kind + " must be a word, not " + what);
      }
    }
  }

  private void read(ScalarNode key, Node value, SettingValues values) {
    String name = key.getValue();
    Setting<?> setting = setting(name);
    Consumer<Node> other = others.get(name);
    if (setting == null && other == null) {
      List<String> names =
          Stream.concat(settings.keySet().stream(), others.keySet().stream()).sorted().toList();
      String guess =
          Closest.to(name, names).map(closest -> "; did you mean " + closest + "?").orElse("");
      file.add(key, (name.isBlank() ? "''" : name) + " is not " + kind + guess);
      return;
    }
    String known = setting == null ? name : setting.name();
    Integer first = linesByName.putIfAbsent(known, YamlText.line(key));
    if (first != null) {
      file.add(key, known + " is given twice, first in line " + first);
    } else if (other != null) {
      other.accept(value);
    } else if (setting != null) {
      List<Given> given = new ArrayList<>();
      if (file.collect(setting, key, value, given)) {
        values.read(setting, given, file.faults());
      }
    }
  }

  /** In a file a dot may stand for a dash: {@code events.sample}. */
  private @Nullable Setting<?> setting(String name) {
    Setting<?> setting = settings.get(name);
    return setting == null ? settings.get(name.replace('.', '-')) : setting;
  }
}
