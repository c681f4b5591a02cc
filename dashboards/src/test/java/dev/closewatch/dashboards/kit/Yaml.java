package dev.closewatch.dashboards.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML files as trees. */
public final class Yaml {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Yaml() {}

  /** Reads the one document of a file. */
  public static JsonNode read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the one document of a text. */
  public static JsonNode parse(String text) {
    return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  /** Writes a document. */
  public static void write(Path file, JsonNode document) {
    Object plain = JSON.convertValue(document, Object.class);
    try {
      Files.writeString(file, new Dump(DumpSettings.builder().build()).dumpToString(plain));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
