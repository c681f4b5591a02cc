package dev.closewatch.proxy.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which closewatch this is; the build writes it into the jar. */
public final class Version {
  private static final String RESOURCE = "/dev/closewatch/proxy/version.properties";
  private static final String NUMBER = read();

  private Version() {}

  /** Returns the version, such as {@code 0.1.0}. */
  public static String number() {
    return NUMBER;
  }

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "unknown");
  }
}
