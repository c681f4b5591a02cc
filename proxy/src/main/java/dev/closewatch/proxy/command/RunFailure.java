package dev.closewatch.proxy.command;

/** A failure that the user can understand and act on: a port in use, say. Its message is a line. */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunFailure(String message) {
    super(message);
  }

  public RunFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
