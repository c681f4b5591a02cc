package dev.closewatch.proxy.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The settings that a YAML file gives: one mapping of names to values, to lists of values, or to
 * values by name; and the routes.
 */
final class ConfigFile {
  private ConfigFile() {}

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
    return root.isPresent() && readRoot(new FileValues(file, faults), root.get(), values);
  }

  private static boolean readRoot(FileValues file, Node root, SettingValues values) {
    if (!(root instanceof MappingNode settings)) {
      file.add(
          root,
          Tag.NULL.equals(root.getTag())
              ? "no settings in it"
              : "must be settings such as 'listen: 0.0.0.0:8080', not " + FileValues.kind(root));
      return false;
    }
    if (settings.getValue().isEmpty()) {
      file.add(root, "no settings in it");
      return false;
    }
    RoutesInFile routes = new RoutesInFile(file, values);
    new FileMapping(file, "a setting", Settings.BY_NAME, Map.of(RouteSettings.ROUTES, routes::read))
        .read(settings, values);
    return true;
  }
}
