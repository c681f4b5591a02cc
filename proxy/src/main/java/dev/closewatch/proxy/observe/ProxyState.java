package dev.closewatch.proxy.observe;

/** Where the process is in its life; readiness follows from it. */
public enum ProxyState {
  /** Not listening yet. */
  STARTING,
  /** Listening and serving, but still exercising itself. */
  WARMING,
  /** Listening: the only state that is ready. */
  READY,
  /** Ending open connections; no new ones, once the delay for that is over. */
  DRAINING,
  /** Nothing is open or taken any more, as an administrator has asked; it waits for its end. */
  DRAINED,
  /** Nothing is open any more. */
  STOPPED
}
