package dev.closewatch.proxy.admin;

import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.observe.ProxyState;
import dev.closewatch.proxy.observe.RelayView;
import io.vertx.core.Future;
import java.util.List;

/** A relay that is in the state that it is told, with the connections that it is told. */
final class FakeRelay implements RelayView {
  volatile ProxyState state = ProxyState.READY;
  volatile Future<List<OpenConnection>> connections = Future.succeededFuture(List.of());

  @Override
  public ProxyState state() {
    return state;
  }

  @Override
  public Future<List<OpenConnection>> openConnections(int limit) {
    return connections.map(all -> all.subList(0, Math.min(limit, all.size())));
  }
}
