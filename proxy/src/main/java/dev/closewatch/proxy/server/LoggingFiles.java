package dev.closewatch.proxy.server;

import java.lang.System.Logger.Level;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/**
 * What the JDK reads from files for the first line of a log: where lines go, and the rules of the
 * local time. If that line is to say that no descriptor is left, reading fails, and the thread that
 * logs may die of it: an event loop, with all of its connections.
 */
final class LoggingFiles {
  private LoggingFiles() {}

  /** Has them read, beside what else there is to do. */
  static void readEarly() {
    Thread thread = new Thread(LoggingFiles::read, "closewatch-logging");
    thread.setDaemon(true);
    thread.start();
  }

  private static void read() {
    ZoneRules rules = ZoneId.systemDefault().getRules();
    System.getLogger(LoggingFiles.class.getName()).log(Level.TRACE, "local time: {0}", rules);
  }
}
