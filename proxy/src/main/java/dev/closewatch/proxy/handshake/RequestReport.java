package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.observe.HandshakeOutcome;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request, told once to the observer of its route: as an upgrade attempt, as an
 * open connection, or as plain HTTP.
 */
final class RequestReport {
  private final Handshakes handshakes;
  private final ClientFacts facts;
  private final boolean upgrade;
  private final long startNanos = System.nanoTime();
  private LoopRoute route;
  private boolean told;

  /**
   * Begins with what the request says of its client; its route is not known yet.
   *
   * @param upgrade whether it asks for a tunnel
   */
  RequestReport(Handshakes handshakes, ClientFacts facts, boolean upgrade) {
    this.handshakes = handshakes;
    this.facts = facts;
    this.upgrade = upgrade;
    route = handshakes.routes().home();
  }

  /** Returns the identity that the client is counted under. */
  String clientPeer() {
    return facts.client().peer();
  }

  LoopRoute route() {
    return route;
  }

  void setRoute(LoopRoute taken) {
    route = taken;
  }

  /**
   * Tells how the request ended; what happens to an answer on its way does not change that.
   *
   * @param servicePeer the instance that was asked, or null if none was
   * @param status that the client got, 0 for none
   */
  void tell(HandshakeOutcome outcome, @Nullable String servicePeer, int status) {
    if (told) {
      return;
    }
    told = true;
    if (upgrade) {
      long nanos = System.nanoTime() - startNanos;
      route
          .observer()
          .notUpgraded(
              facts.notUpgraded(
                  handshakes, route.route().name(), servicePeer, outcome, status, nanos));
    } else if (status > 0) {
      route.observer().httpAnswered(status);
    }
  }

  /** Opens the tunnel that the service has accepted, with both channels out of HTTP. */
  void open(Channel client, UpstreamHandler leg, HttpResponse accepted) {
    told = true;
    long nowNanos = System.nanoTime();
    String name = route.route().name();
    handshakes
        .tunnels()
        .open(
            client,
            leg.channel(),
            facts.opening(handshakes, name, leg.peer(), accepted.headers(), nowNanos),
            route.route().causes(),
            route.observer(),
            nowNanos - startNanos);
  }
}
