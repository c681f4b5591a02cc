package dev.closewatch.proxy.observe;

import io.vertx.core.Future;
import java.util.List;

/** What an administrator can ask of the running relay, from any thread. */
public interface RelayView {
  /** Returns where the process is in its life. */
  ProxyState state();

  /** Returns what work is left undone, and lets an administrator leave some. */
  Shedding shedding();

  /** Returns at most {@code limit} open connections, oldest first within each event loop. */
  Future<List<OpenConnection>> openConnections(int limit);
}
