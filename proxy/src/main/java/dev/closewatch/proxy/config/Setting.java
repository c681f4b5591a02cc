package dev.closewatch.proxy.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One thing that can be set, under one name on the command line, in the environment and in the
 * file. Everything that is said about it anywhere is derived from here.
 */
public final class Setting<T> {
  private interface Reader<T> {
    Optional<T> read(List<Given> given, List<Fault> faults);
  }

  private final Section section;
  private final String name;
  private final String placeholder;
  private final String form;
  private final boolean list;
  private final boolean named;
  private final String help;
  private final T byDefault;
  private final Reader<T> reader;
  private final Function<T, String> writer;
  private final Function<ProxyConfig, T> inUse;
  private List<String> keys = List.of();

  private Setting(
      Section section,
      String name,
      String placeholder,
      String form,
      boolean list,
      boolean named,
      String help,
      T byDefault,
      Reader<T> reader,
      Function<T, String> writer,
      Function<ProxyConfig, T> inUse) {
    this.section = section;
    this.name = name;
    this.placeholder = placeholder;
    this.form = form;
    this.list = list;
    this.named = named;
    this.help = help;
    this.byDefault = byDefault;
    this.reader = reader;
    this.writer = writer;
    this.inUse = inUse;
  }

  /** A setting with one value. */
  static <T> Setting<T> one(
      Section section,
      String name,
      Syntax<T> syntax,
      T byDefault,
      Function<ProxyConfig, T> inUse,
      String help) {
    return new Setting<>(
        section,
        name,
        syntax.placeholder(),
        syntax.form(),
        false,
        false,
        help,
        byDefault,
        (given, faults) -> read(syntax, given.get(given.size() - 1), faults),
        syntax.write(),
        inUse);
  }

  /** A setting with any number of values up to {@code most}; one given twice counts once. */
  static <E> Setting<List<E>> many(
      Section section,
      String name,
      Syntax<E> item,
      int most,
      List<E> byDefault,
      Function<ProxyConfig, List<E>> inUse,
      String help) {
    return new Setting<>(
        section,
        name,
        item.placeholder(),
        item.form() + "; at most " + most,
        true,
        false,
        help,
        byDefault,
        (given, faults) -> readAll(item, most, given, faults),
        items -> items.stream().map(item.write()).collect(Collectors.joining(",")),
        inUse);
  }

  /**
   * A setting with any number of pairs up to {@code most}, each {@code one=other}, in a file a
   * mapping with these two keys; a comma has no meaning in them.
   */
  static <E> Setting<List<E>> pairs(
      Section section,
      String name,
      String one,
      String other,
      Syntax<E> item,
      int most,
      List<E> byDefault,
      Function<ProxyConfig, List<E>> inUse,
      String help) {
    Setting<List<E>> setting =
        new Setting<>(
            section,
            name,
            item.placeholder(),
            item.form() + "; at most " + most,
            true,
            false,
            help,
            byDefault,
            (given, faults) ->
                readEach(
                    item,
                    most,
                    given.stream().filter(text -> !text.text().isBlank()).toList(),
                    faults),
            items -> items.stream().map(item.write()).collect(Collectors.joining(",")),
            inUse);
    setting.keys = List.of(one, other);
    return setting;
  }

  /** A setting with values by name, which in a file can be a mapping. */
  static <V> Setting<Map<String, V>> named(
      Section section,
      String name,
      NamedValues<V> values,
      Map<String, V> byDefault,
      Function<ProxyConfig, Map<String, V>> inUse,
      String help) {
    return new Setting<>(
        section,
        name,
        values.placeholder(),
        values.form(),
        true,
        true,
        help,
        byDefault,
        (given, faults) -> values.read(split(given), faults),
        values::write,
        inUse);
  }

  static <T> Optional<T> read(Syntax<T> syntax, Given given, List<Fault> faults) {
    try {
      return Optional.of(syntax.read().apply(given.text()));
    } catch (IllegalArgumentException e) {
      faults.add(new Fault(given.where(), String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private static <E> Optional<List<E>> readAll(
      Syntax<E> item, int most, List<Given> given, List<Fault> faults) {
    return readEach(item, most, split(given), faults);
  }

  private static <E> Optional<List<E>> readEach(
      Syntax<E> item, int most, List<Given> parts, List<Fault> faults) {
    Set<E> items = new LinkedHashSet<>();
    int faultsBefore = faults.size();
    for (Given part : parts) {
      Optional<E> value = read(item, part, faults);
      if (value.isPresent() && items.add(value.get()) && items.size() > most) {
        faults.add(new Fault(part.where(), "has more than " + most + " items"));
        break;
      }
    }
    return faults.size() == faultsBefore ? Optional.of(List.copyOf(items)) : Optional.empty();
  }

  private static List<Given> split(List<Given> given) {
    List<Given> parts = new ArrayList<>();
    for (Given one : given) {
      if (one.text().isBlank()) {
        continue; // `--codes ''` takes away what a file lists
      }
      for (String part : one.text().split(",", -1)) {
        parts.add(new Given(part.strip(), one.where()));
      }
    }
    return parts;
  }

  /** Returns what was given as a value, or adds what is wrong with it to the faults. */
  Optional<T> read(List<Given> given, List<Fault> faults) {
    return reader.read(given, faults);
  }

  /** Returns the value in use. */
  T in(ProxyConfig config) {
    return inUse.apply(config);
  }

  /** Returns the value in use, in its canonical form. */
  String textIn(ProxyConfig config) {
    return writer.apply(inUse.apply(config));
  }

  /** Returns a value in its canonical form. */
  String text(T value) {
    return writer.apply(value);
  }

  T byDefault() {
    return byDefault;
  }

  public Section section() {
    return section;
  }

  /** Returns the name as it stands in a file. */
  public String name() {
    return name;
  }

  public String option() {
    return "--" + name;
  }

  public String variable() {
    return Environment.variable(name);
  }

  public String placeholder() {
    return list ? placeholder + ",..." : placeholder;
  }

  /** Returns what is accepted, in words, or "" if the placeholder says it. */
  public String form() {
    return form;
  }

  /** Returns whether several values can be given. */
  public boolean list() {
    return list;
  }

  /** Returns the two keys of a pair in a file, or none if values are no pairs. */
  List<String> keys() {
    return keys;
  }

  /** Returns whether these values have names, so that in a file they can be a mapping. */
  boolean named() {
    return named;
  }

  public String help() {
    return help;
  }

  /** Returns what holds if nothing is given, in its canonical form, "" for nothing. */
  public String defaultText() {
    return writer.apply(byDefault);
  }

  @Override
  public String toString() {
    return name;
  }
}
