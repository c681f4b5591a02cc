package dev.closewatch.proxy.observe;

import io.vertx.core.Future;

/** What an administrator can tell the running relay to do; from any thread, and never waiting. */
public interface RelayControl {
  /**
   * Begins to end what is open, while the process goes on. If that has begun already, nothing is
   * changed.
   *
   * @return how far it is
   */
  DrainStatus drain(DrainOrder order);

  /** Returns how far a drain is. */
  DrainStatus drainStatus();

  /**
   * Ends one connection: a Close 1001 each way, at the end of a frame.
   *
   * @return whether there is an open connection with this id
   */
  Future<Boolean> endConnection(String id);
}
