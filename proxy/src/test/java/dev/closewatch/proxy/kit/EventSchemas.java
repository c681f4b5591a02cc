package dev.closewatch.proxy.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.closewatch.proxy.event.EventSchema;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The published schemas, and what in an event does not fit the one that it names. */
public final class EventSchemas {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<EventSchema, JsonSchema> SCHEMAS = load();

  private EventSchemas() {}

  private static Map<EventSchema, JsonSchema> load() {
    SchemaValidatorsConfig strict =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    Map<EventSchema, JsonSchema> schemas = new EnumMap<>(EventSchema.class);
    for (EventSchema schema : EventSchema.values()) {
      schemas.put(schema, factory.getSchema(schema.text(), strict));
    }
    return schemas;
  }

  /** Returns the faults of a line, none if it is a valid event. */
  public static List<String> faults(String line) {
    try {
      return faults(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      return List.of("is not JSON: " + line);
    }
  }

  /** Returns the faults of an event, none if it is valid. */
  public static List<String> faults(JsonNode event) {
    String name = event.path("schema").asText();
    for (EventSchema schema : EventSchema.values()) {
      if (name.equals("closewatch." + schema.word() + "/1")) {
        return SCHEMAS.get(schema).validate(event).stream().map(Object::toString).toList();
      }
    }
    return List.of("names no schema: " + name);
  }
}
