package dev.closewatch.proxy.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How one value is written.
 *
 * @param placeholder stands for the value in help: {@code HOST:PORT}
 * @param form what is accepted, for people: {@code 10ms to 5m}; empty if the placeholder says it
 * @param read throws IllegalArgumentException with one line that says what is wrong
 * @param write the one canonical form, the same for equal values
 */
public record Syntax<T>(
    String placeholder, String form, Function<String, T> read, Function<T, String> write) {
  private static final Map<String, Long> TIME_UNITS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
  private static final Map<String, Long> SIZE_UNITS =
      Map.of("", 1L, "KiB", 1L << 10, "MiB", 1L << 20);
  private static final Predicate<String> MEANT_AS_OFF =
      Pattern.compile("0(ms|s|m|h|d)?|-1|no|none|never|false|unlimited").asMatchPredicate();

  /** A number from {@code least} to {@code most}. */
  public static Syntax<Integer> number(String placeholder, int least, int most) {
    String form = least + " to " + most;
    return new Syntax<>(
        placeholder,
        form,
        text -> {
          OptionalLong number = Quantity.parse(text);
          if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > most) {
            throw wrong(text, "is not a number from " + form);
          }
          return (int) number.getAsLong();
        },
        number -> Integer.toString(number));
  }

  /** A time such as {@code 500ms}, {@code 20s}, {@code 5m} or {@code 1h}, within bounds. */
  static Syntax<Duration> duration(String least, String most) {
    long leastMillis = millis(least);
    long mostMillis = millis(most);
    String form = least + " to " + most;
    return new Syntax<>(
        "TIME",
        form,
        text -> {
          long millis = millis(text);
          if (millis < leastMillis || millis > mostMillis) {
            throw wrong(text, "is out of bounds, " + form);
          }
          return Duration.ofMillis(millis);
        },
        Syntax::durationText);
  }

  private static long millis(String text) {
    return Quantity.parse(text, TIME_UNITS)
        .orElseThrow(() -> wrong(text, "is not a time such as 500ms, 20s, 5m or 1h"));
  }

  private static String durationText(Duration duration) {
    return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
  }

  /** Whole days, such as {@code 30d}. */
  static Syntax<Duration> days(int least, int most) {
    String form = least + "d to " + most + "d";
    return new Syntax<>(
        "DAYS",
        form,
        text -> {
          long days = Quantity.parse(text, Map.of("d", 1L)).orElse(-1);
          if (days < least || days > most) {
            throw wrong(text, "is not a number of days such as 30d, " + form);
          }
          return Duration.ofDays(days);
        },
        duration -> duration.toDays() + "d");
  }

  /** A time, whole seconds only: some system calls know nothing finer. */
  static Syntax<Duration> wholeSeconds(String least, String most) {
    Syntax<Duration> any = duration(least, most);
    return new Syntax<>(
        any.placeholder,
        any.form + ", whole seconds",
        text -> {
          Duration duration = any.read.apply(text);
          if (duration.toMillisPart() != 0) {
            throw wrong(text, "is not a number of whole seconds");
          }
          return duration;
        },
        any.write);
  }

  /** Bytes such as {@code 16KiB}, {@code 1MiB} or {@code 4096}, within bounds. */
  static Syntax<Integer> size(String least, String most) {
    int leastBytes = Math.toIntExact(bytes(least));
    int mostBytes = Math.toIntExact(bytes(most));
    String form = least + " to " + most;
    return new Syntax<>(
        "SIZE",
        form,
        text -> {
          long bytes = bytes(text);
          if (bytes < leastBytes || bytes > mostBytes) {
            throw wrong(text, "is out of bounds, " + form);
          }
          return (int) bytes;
        },
        Syntax::sizeText);
  }

  private static long bytes(String text) {
    return Quantity.parse(text, SIZE_UNITS)
        .orElseThrow(() -> wrong(text, "is not a size such as 16KiB, 1MiB or 4096 (bytes)"));
  }

  private static String sizeText(int bytes) {
    if (bytes % (1 << 20) == 0) {
      return bytes / (1 << 20) + "MiB";
    }
    return bytes % (1 << 10) == 0 ? bytes / (1 << 10) + "KiB" : Integer.toString(bytes);
  }

  /** A decimal number such as {@code 0.01}, of at most six digits behind the point. */
  static Syntax<Double> decimal(String placeholder, String least, String most) {
    String form = least + " to " + most;
    double leastNumber = Double.parseDouble(least);
    double mostNumber = Double.parseDouble(most);
    return new Syntax<>(
        placeholder,
        form,
        text -> {
          if (!text.matches("[0-9]{1,6}(\\.[0-9]{1,6})?")) {
            throw wrong(text, "is not a number such as 0.01");
          }
          double number = Double.parseDouble(text);
          if (number < leastNumber || number > mostNumber) {
            throw wrong(text, "is out of bounds, " + form);
          }
          return number;
        },
        number -> new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString());
  }

  /** One of an enum's constants, in lower case. */
  static <E extends Enum<E>> Syntax<E> choice(Class<E> type) {
    Map<String, E> byName =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toMap(Syntax::lowerCase, Function.identity()));
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(Syntax::lowerCase)
            .collect(Collectors.joining("|"));
    return new Syntax<>(
        names,
        "",
        text -> {
          E constant = byName.get(text);
          if (constant == null) {
            throw wrong(text, "is none of " + names.replace("|", ", "));
          }
          return constant;
        },
        Syntax::lowerCase);
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The same, or {@code off}. */
  static <T> Syntax<Optional<T>> orOff(Syntax<T> syntax) {
    return new Syntax<>(
        syntax.placeholder + "|off",
        "off, or " + syntax.form,
        text -> text.equals("off") ? Optional.empty() : Optional.of(readOn(syntax, text)),
        value -> value.map(syntax.write).orElse("off"));
  }

  private static <T> T readOn(Syntax<T> syntax, String text) {
    try {
      return syntax.read.apply(text);
    } catch (IllegalArgumentException e) {
      if (MEANT_AS_OFF.test(text)) {
        throw new IllegalArgumentException(e.getMessage() + "; did you mean off?", e);
      }
      throw e;
    }
  }

  static IllegalArgumentException wrong(String text, String what) {
    return new IllegalArgumentException(OneLine.quote(text) + " " + what);
  }
}
