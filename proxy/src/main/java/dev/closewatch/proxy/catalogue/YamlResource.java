package dev.closewatch.proxy.catalogue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Reads a data file of this package into records. It is strict, so that a field that is missing or
 * mistyped in one language fails the first test that reads the file.
 */
final class YamlResource {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private YamlResource() {}

  /** Returns the file's content; IllegalStateException or IllegalArgumentException if unfit. */
  static <T> T read(String name, TypeReference<T> type) {
    Load load = new Load(LoadSettings.builder().setLabel(name).build());
    try (InputStream in = YamlResource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + name);
      }
      return MAPPER.convertValue(load.loadFromInputStream(in), type);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name + " failed", e);
    }
  }
}
