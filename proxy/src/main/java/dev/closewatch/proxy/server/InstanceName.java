package dev.closewatch.proxy.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process is called in events: the machine's or the container's name. */
final class InstanceName {
  private InstanceName() {}

  static String get() {
    String fromEnvironment = System.getenv("HOSTNAME");
    if (fromEnvironment != null && !fromEnvironment.isBlank()) {
      return fromEnvironment;
    }
    try {
      // Asking the JDK for the local host would ask a name server.
      String fromFile = Files.readString(Path.of("/etc/hostname")).trim();
      return fromFile.isEmpty() ? "closewatch" : fromFile;
    } catch (IOException e) {
      return "closewatch";
    }
  }
}
