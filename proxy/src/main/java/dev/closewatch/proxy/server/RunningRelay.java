package dev.closewatch.proxy.server;

import dev.closewatch.proxy.observe.DrainOrder;
import dev.closewatch.proxy.observe.DrainStatus;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.observe.ProxyState;
import dev.closewatch.proxy.observe.RelayControl;
import dev.closewatch.proxy.observe.RelayView;
import dev.closewatch.proxy.observe.Shedding;
import io.vertx.core.Future;
import java.util.List;

/** What the admin port sees of the relay, and can do to it. */
record RunningRelay(Life life, RelayLoops loops, Drain drain, Shedding shedding)
    implements RelayView, RelayControl {
  @Override
  public ProxyState state() {
    return life.state();
  }

  @Override
  public Future<List<OpenConnection>> openConnections(int limit) {
    return loops.view(limit);
  }

  @Override
  public DrainStatus drain(DrainOrder order) {
    return drain.begin(order);
  }

  @Override
  public DrainStatus drainStatus() {
    return drain.status();
  }

  @Override
  public Future<Boolean> endConnection(String id) {
    return loops.end(id);
  }
}
