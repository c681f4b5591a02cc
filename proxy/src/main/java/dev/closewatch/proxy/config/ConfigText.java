package dev.closewatch.proxy.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A configuration file's text: UTF-8, not endless, not empty. */
final class ConfigText {
  private static final int MOST_BYTES = 1 << 20;

  private ConfigText() {}

  /** Returns the text, or nothing after adding why there is none to the faults. */
  static Optional<String> read(String file, List<Fault> faults) {
    if (file.isEmpty()) { // to Java, the working directory
      faults.add(new Fault("''", "is not a file name"));
      return Optional.empty();
    }
    byte[] bytes;
    try {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        faults.add(new Fault(file, "is a directory, not a file"));
        return Optional.empty();
      }
      // The size is not asked for first: a pipe (`--config <(...)`) has none.
      try (InputStream in = Files.newInputStream(path)) {
        bytes = in.readNBytes(MOST_BYTES + 1);
      }
    } catch (IOException | InvalidPathException e) {
      faults.add(new Fault(file, reason(e)));
      return Optional.empty();
    }
    if (bytes.length > MOST_BYTES) {
      faults.add(new Fault(file, "is larger than 1 MiB"));
      return Optional.empty();
    }
    return decode(file, bytes, faults);
  }

  static String reason(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemException refused && refused.getReason() != null) {
      return refused.getReason().toLowerCase(Locale.ROOT);
    }
    return e instanceof InvalidPathException ? "is not a file name" : "cannot be read";
  }

  private static Optional<String> decode(String file, byte[] bytes, List<Fault> faults) {
    if (bytes.length == 0) {
      faults.add(new Fault(file, "is empty"));
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      faults.add(new Fault(file + ":" + (1 + newlines(text)), "is not UTF-8 text"));
      return Optional.empty();
    }
    return Optional.of(text);
  }

  static long newlines(String text) {
    return text.chars().filter(c -> c == '\n').count();
  }
}
