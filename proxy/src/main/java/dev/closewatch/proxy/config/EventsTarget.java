package dev.closewatch.proxy.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where events are written.
 *
 * @param file a path, or {@link #STANDARD_OUTPUT}
 */
public record EventsTarget(String file) {
  /** Stands for the process's standard output. */
  public static final String STANDARD_OUTPUT = "-";

  private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");

  /** How it is written. */
  public static final Syntax<EventsTarget> SYNTAX =
      new Syntax<>("FILE|-", "a file or -", EventsTarget::parse, EventsTarget::file);

  /** Reads a path or {@code -}; whether the file can be written shows when it is opened. */
  static EventsTarget parse(String text) {
    if (URL.matcher(text).matches()) {
      throw Syntax.wrong(text, "is not supported in this version: a file or - only");
    }
    try {
      if (text.isBlank() || Path.of(text).getFileName() == null) {
        throw Syntax.wrong(text, "is not the name of a file");
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(OneLine.quote(text) + " is not the name of a file", e);
    }
    return new EventsTarget(text);
  }

  /** Returns whether events go to standard output. */
  public boolean isStandardOutput() {
    return file.equals(STANDARD_OUTPUT);
  }

  @Override
  public String toString() {
    return file;
  }
}
