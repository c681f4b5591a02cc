package dev.closewatch.proxy.config;

/**
 * What is wrong, and where: {@code --listen: 'abc' is not HOST:PORT}.
 *
 * @param where an option, an environment variable, a file or a line of it; empty if nowhere
 * @param what one sentence without a full stop
 */
public record Fault(String where, String what) {
  /** Returns the whole as one line. */
  @Override
  public String toString() {
    return where.isEmpty() ? what : where + ": " + what;
  }
}
