package dev.closewatch.proxy.handshake;

import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.stack.ClientStacks;
import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.observe.RouteObserver;
import dev.closewatch.proxy.relay.OpenTunnels;
import dev.closewatch.proxy.route.Routes;
import dev.closewatch.proxy.upstream.Connector;
import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The clients of one event loop whose legs still speak HTTP; used on that loop only. */
public final class Handshakes {
  private HandshakeSettings settings;
  private ForwardedHeaders forwarded;
  private final PeerNames peerNames;
  private final Connector connector;
  private final OpenTunnels tunnels;
  private final Function<String, RouteObserver> observers;
  private LoopRoutes routes;
  private final Admission admission;
  private final EventIds ids;
  private final Recent<String> texts = new Recent<>(text -> text);
  private final Recent<ClientStack> stacks = new Recent<>(ClientStacks.shipped()::of);
  private final Set<ClientHandler> clients = new HashSet<>();
  private boolean draining;
  private boolean refusing;

  /**
   * Starts with none.
   *
   * @param trust whose forwarded headers count
   * @param tunnels where a connection goes on behind its 101
   * @param observers of this loop, by the name of the route
   */
  public Handshakes(
      HandshakeSettings settings,
      List<Cidr> trust,
      Connector connector,
      OpenTunnels tunnels,
      Function<String, RouteObserver> observers,
      Routes routes,
      Admission admission,
      EventIds ids) {
    this.settings = settings;
    this.forwarded = new ForwardedHeaders(trust);
    peerNames = new PeerNames(settings.identity().by(), settings.identity().key());
    this.connector = connector;
    this.tunnels = tunnels;
    this.observers = observers;
    this.routes = new LoopRoutes(routes, observers);
    this.admission = admission;
    this.ids = ids;
  }

  /** Takes over the bare channel of a client that has just connected. */
  public void accept(Channel client) {
    new ClientHandler(this, client).start(admission.connections().enter());
  }

  /** Has requests that come from now on follow these. */
  public void use(HandshakeSettings other, List<Cidr> trust) {
    settings = other;
    forwarded = new ForwardedHeaders(trust);
  }

  /** From now on each client is answered once more, and told that its connection ends then. */
  public void drain() {
    draining = true;
  }

  /** From now on nothing new is begun: it would have no time. */
  public void refuse() {
    refusing = true;
  }

  /**
   * Returns whether a client waits for an answer.
   *
   * @param fresh whether those count that have connected and not asked for anything yet
   */
  public boolean anyWaits(boolean fresh) {
    return clients.stream().anyMatch(client -> client.waits(fresh));
  }

  /** Ends them all; who waits for an answer is told that there will be none. */
  public void end() {
    refusing = true;
    List.copyOf(clients).forEach(ClientHandler::end);
  }

  /** Ends clients that have made no progress for too long; to be called about once a second. */
  public void sweep(long nowNanos) {
    List.copyOf(clients).forEach(client -> client.sweep(nowNanos));
  }

  /** Returns how many clients there are. */
  public int size() {
    return clients.size();
  }

  HandshakeSettings settings() {
    return settings;
  }

  Admission admission() {
    return admission;
  }

  /** Returns who is told of what belongs to no request, and so to no route. */
  RouteObserver homeObserver() {
    return routes.home().observer();
  }

  ForwardedHeaders forwarded() {
    return forwarded;
  }

  PeerNames peerNames() {
    return peerNames;
  }

  Connector connector() {
    return connector;
  }

  OpenTunnels tunnels() {
    return tunnels;
  }

  LoopRoutes routes() {
    return routes;
  }

  /** Has requests that come from now on take these routes. */
  public void use(Routes other) {
    routes = new LoopRoutes(other, observers);
  }

  /** Returns the one copy of a text that is kept in many places. */
  @Nullable String shared(@Nullable String text) {
    return text == null ? null : texts.of(text);
  }

  ClientStack stack(@Nullable String userAgent) {
    return userAgent == null ? ClientStack.UNKNOWN : stacks.of(userAgent);
  }

  EventIds ids() {
    return ids;
  }

  boolean draining() {
    return draining;
  }

  boolean refusing() {
    return refusing;
  }

  void entered(ClientHandler client) {
    clients.add(client);
  }

  /** The client's leg has become a tunnel, or has closed. */
  void leftHttp(ClientHandler client) {
    clients.remove(client);
  }

  void disconnected() {
    admission.connections().leave();
  }
}
