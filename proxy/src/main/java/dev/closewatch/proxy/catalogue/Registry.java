package dev.closewatch.proxy.catalogue;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.closewatch.proxy.catalogue.Entry.Label;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The codes, ranges and ends without a code, and what is the same of them in every language. */
final class Registry {
  private static final String FILE = "registry.yaml";
  static final int LAST_CODE = 0xFFFF;

  /** What {@code registry.yaml} says of one; the name is empty if there is none. */
  record Facts(String name, boolean sent, List<Actor> who, List<Label> labels) {}

  /** Codes from the first to the last, both included. */
  record Span(int first, int last) {
    /** Reads {@code 1005} or {@code 4000-4999}, or returns null for any other text. */
    static @Nullable Span of(String id) {
      if (!id.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
        return null;
      }
      int dash = id.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? id : id.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(id.substring(dash + 1));
      return first <= last && last <= LAST_CODE ? new Span(first, last) : null;
    }

    boolean contains(int code) {
      return code >= first && code <= last;
    }

    boolean single() {
      return first == last;
    }
  }

  private final Map<String, Facts> factsById;
  private final Map<String, Span> spansById = new LinkedHashMap<>();

  private Registry(Map<String, Facts> factsById) {
    this.factsById = factsById;
    for (String id : factsById.keySet()) {
      Span span = Span.of(id);
      if (span != null) {
        spansById.put(id, span);
      }
    }
  }

  static Registry read() {
    return new Registry(
        YamlResource.read(FILE, new TypeReference<LinkedHashMap<String, Facts>>() {}));
  }

  /** Returns all ids in the order of the file. */
  Set<String> ids() {
    return factsById.keySet();
  }

  Facts facts(String id) {
    Facts facts = factsById.get(id);
    if (facts == null) {
      throw new IllegalArgumentException(id + " is not in " + FILE);
    }
    return facts;
  }

  /** Returns the codes that an id stands for, or null if it stands for an end without a code. */
  @Nullable Span span(String id) {
    return spansById.get(id);
  }

  /** Returns the id of the entry that explains a code: its own, else that of its range. */
  String idOf(int code) {
    String own = Integer.toString(code);
    if (factsById.containsKey(own)) {
      return own;
    }
    for (Map.Entry<String, Span> span : spansById.entrySet()) {
      if (span.getValue().contains(code)) {
        return span.getKey();
      }
    }
    throw new IllegalArgumentException(code + " is no close code, 0 to " + LAST_CODE);
  }
}
