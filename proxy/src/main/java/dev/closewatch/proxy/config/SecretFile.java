package dev.closewatch.proxy.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A small file with a token or a key. Its content is in no message. */
public final class SecretFile {
  private static final int MOST_BYTES = 4096;

  /** How its name is written; whether it can be read shows when it is. */
  public static final Syntax<String> SYNTAX =
      new Syntax<>("FILE", "a file", SecretFile::name, name -> name);

  private SecretFile() {}

  private static String name(String text) {
    try {
      if (text.isBlank() || Path.of(text).getFileName() == null) {
        throw Syntax.wrong(text, "is not the name of a file");
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(OneLine.quote(text) + " is not the name of a file", e);
    }
    return text;
  }

  /**
   * Reads it anew, through whatever links lead to it.
   *
   * @return the bytes without the line end behind them; each a character, whatever they mean
   * @throws IllegalArgumentException with the name and one line that says why it cannot be used
   */
  public static String read(String file) {
    byte[] bytes;
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw unfit(file, "is a directory, not a file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new IllegalArgumentException(OneLine.quote(file) + ": " + ConfigText.reason(e), e);
    }
    if (bytes.length > MOST_BYTES) {
      throw unfit(file, "is larger than 4 KiB");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1).stripTrailing();
  }

  private static IllegalArgumentException unfit(String file, String what) {
    return new IllegalArgumentException(OneLine.quote(file) + " " + what);
  }
}
