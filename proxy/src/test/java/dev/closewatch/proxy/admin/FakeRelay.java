package dev.closewatch.proxy.admin;

import dev.closewatch.proxy.observe.DrainOrder;
import dev.closewatch.proxy.observe.DrainStatus;
import dev.closewatch.proxy.observe.OpenConnection;
import dev.closewatch.proxy.observe.ProxyState;
import dev.closewatch.proxy.observe.RelayControl;
import dev.closewatch.proxy.observe.RelayView;
import dev.closewatch.proxy.observe.Shedding;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A relay that is in the state that it is told, with the connections that it is told. */
final class FakeRelay implements RelayView, RelayControl {
  static final Instant SINCE = Instant.parse("2026-01-31T12:00:00Z");

  final Shedding shedding = new Shedding(List.of("default", "chat"));
  volatile ProxyState state = ProxyState.READY;
  volatile Future<List<OpenConnection>> connections = Future.succeededFuture(List.of());
  final List<DrainOrder> orders = new CopyOnWriteArrayList<>();
  final List<String> ended = new CopyOnWriteArrayList<>();

  @Override
  public ProxyState state() {
    return state;
  }

  @Override
  public Shedding shedding() {
    return shedding;
  }

  @Override
  public Future<List<OpenConnection>> openConnections(int limit) {
    return connections.map(all -> all.subList(0, Math.min(limit, all.size())));
  }

  @Override
  public DrainStatus drain(DrainOrder order) {
    orders.add(order);
    state = ProxyState.DRAINING;
    return drainStatus();
  }

  @Override
  public DrainStatus drainStatus() {
    boolean draining = state == ProxyState.DRAINING;
    return new DrainStatus(state, draining ? SINCE : null, draining ? SINCE.plusSeconds(20) : null);
  }

  @Override
  public Future<Boolean> endConnection(String id) {
    ended.add(id);
    return connections.map(all -> all.stream().anyMatch(one -> one.opening().id().equals(id)));
  }
}
