package dev.closewatch.proxy.admin;

import dev.closewatch.analyzer.vocabulary.Lang;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request's query parameters; every method throws {@link BadParameter} on a value it can't use.
 */
final class Parameters {
  static final String LIMIT = "limit";
  static final String LANG = "lang";
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;
  private static final int MAX_LIMIT_DIGITS = 9;

  private final MultiMap query;

  /**
   * Takes a request's parameters.
   *
   * @param known the names that are understood; another one is likely mistyped, and to ignore it
   *     would give an answer to a question that was not asked
   */
  Parameters(MultiMap query, Set<String> known) {
    this.query = query;
    for (String name : query.names()) {
      if (!known.contains(name)) {
        throw new BadParameter("parameter", "must be one of " + sorted(known), name);
      }
      List<String> values = query.getAll(name);
      if (values.size() > 1) {
        throw new BadParameter(name, "must be given once", String.join(", ", values));
      }
    }
  }

  /** Returns how many entries are wanted: 100 unless given, and never more than 1000. */
  int limit() {
    String text = text(LIMIT);
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    if (!text.matches("[0-9]+") || text.matches("0+")) {
      throw new BadParameter(LIMIT, "must be a whole number above 0", text);
    }
    return text.length() > MAX_LIMIT_DIGITS
        ? MAX_LIMIT
        : Math.min(Integer.parseInt(text), MAX_LIMIT);
  }

  /** Returns the language asked for, English if none is. */
  Lang lang() {
    String tag = text(LANG);
    return tag == null
        ? Lang.EN
        : Lang.of(tag).orElseThrow(() -> new BadParameter(LANG, "must be " + Lang.TAGS, tag));
  }

  /** Returns a parameter as it is, or null if it was not given. */
  @Nullable String text(String name) {
    return query.get(name);
  }

  /** Returns a parameter that is a time, or null if it was not given. */
  @Nullable Instant time(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new BadParameter(name, "must be an RFC 3339 time such as 2026-01-31T12:00:00Z", text);
    }
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }
}
