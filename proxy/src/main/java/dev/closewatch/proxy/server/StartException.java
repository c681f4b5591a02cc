package dev.closewatch.proxy.server;

/** The server could not be started; the message is one line for the user. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  private final String line;

  StartException(String message, Throwable cause) {
    super(message, cause);
    line = message;
  }

  /** Returns the line. */
  public String line() {
    return line;
  }
}
