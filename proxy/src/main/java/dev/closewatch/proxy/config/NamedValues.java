package dev.closewatch.proxy.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values that are given by name: {@code normal=0.01,going_away=0.1}. In a file they can also stand
 * as a mapping, in which {@code vanisher: {closes: 10}} is the name {@code vanisher.closes}.
 *
 * @param placeholder stands for one of them in help: {@code KIND=SHARE}
 * @param form what is accepted, for people
 * @param syntaxes how each name's value is written, in the order to show them
 */
record NamedValues<V>(
    String placeholder, String form, LinkedHashMap<String, Syntax<? extends V>> syntaxes) {

  /** Values that are all written alike. */
  static <V> NamedValues<V> alike(
      String placeholder, String form, List<String> names, Syntax<V> syntax) {
    LinkedHashMap<String, Syntax<? extends V>> syntaxes = new LinkedHashMap<>();
    names.forEach(name -> syntaxes.put(name, syntax));
    return new NamedValues<>(placeholder, form, syntaxes);
  }

  /**
   * Returns what was given by name, or nothing after adding what is wrong with it to the faults.
   */
  Optional<Map<String, V>> read(List<Given> parts, List<Fault> faults) {
    Map<String, V> values = new LinkedHashMap<>();
    int faultsBefore = faults.size();
    for (Given part : parts) {
      int equals = part.text().indexOf('=');
      String name = equals < 0 ? part.text() : part.text().substring(0, equals).strip();
      Syntax<? extends V> syntax = syntaxes.get(name);
      if (syntax == null) {
        faults.add(new Fault(part.where(), unknown(name)));
      } else if (equals < 0) {
        faults.add(new Fault(part.where(), OneLine.quote(name) + " has no value"));
      } else if (values.containsKey(name)) {
        faults.add(new Fault(part.where(), OneLine.quote(name) + " is given twice"));
      } else {
        Given value = new Given(part.text().substring(equals + 1).strip(), part.where());
        Setting.read(syntax, value, faults).ifPresent(v -> values.put(name, v));
      }
    }
    return faults.size() == faultsBefore
        ? Optional.of(Collections.unmodifiableMap(values))
        : Optional.empty();
  }

  private String unknown(String name) {
    List<String> below =
        syntaxes.keySet().stream()
            .filter(known -> known.startsWith(name + "."))
            .map(known -> known.substring(name.length() + 1))
            .toList();
    if (!name.isEmpty() && !below.isEmpty()) {
      return OneLine.quote(name) + " is the beginning of a name; say which: " + list(below);
    }
    String guess =
        Closest.to(name, syntaxes.keySet())
            .map(closest -> "is not known; did you mean " + closest + "?")
            .orElseGet(() -> "is none of " + list(syntaxes.keySet()));
    return OneLine.quote(name) + " " + guess;
  }

  private static String list(Iterable<String> names) {
    return String.join(", ", names);
  }

  /** Returns the one canonical form: in the order of the table. */
  String write(Map<String, V> values) {
    List<String> parts = new ArrayList<>();
    syntaxes.forEach(
        (name, syntax) -> {
          V value = values.get(name);
          if (value != null) {
            parts.add(name + "=" + write(syntax, value));
          }
        });
    return String.join(",", parts);
  }

  @SuppressWarnings("unchecked") // the value is what this syntax has read
  private static <T> String write(Syntax<T> syntax, Object value) {
    return syntax.write().apply((T) value);
  }
}
