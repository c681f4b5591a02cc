package dev.closewatch.proxy.demo;

import dev.closewatch.proxy.demo.DemoScenario.Visit;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The simulated peers of every {@link DemoScenario}, at work on one event loop.
 *
 * <p>They tell who they are by {@code X-Forwarded-For}, so the relay must trust their real address.
 * The first of each scenario comes within {@value #FIRST_VISIT_MILLIS} ms and is through with its
 * visit within 10 s of the start; the others of its crowd are spread over the time after.
 */
public final class Demo {
  private static final int FIRST_VISIT_MILLIS = 1_500;
  private static final int SPREAD_MILLIS = 8_000;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  private final Vertx vertx;
  private final String deployment;

  private Demo(Vertx vertx, String deployment) {
    this.vertx = vertx;
    this.deployment = deployment;
  }

  /**
   * Starts the peers.
   *
   * @param relayHost where they connect to, an address or a name
   * @param seed decides about everything that looks like chance; the network keeps its own
   */
  public static Future<Demo> start(Vertx vertx, String relayHost, int relayPort, long seed) {
    Peers peers = new Peers(SocketAddress.inetSocketAddress(relayPort, relayHost), seed);
    return vertx.deployVerticle(peers).map(deployment -> new Demo(vertx, deployment));
  }

  /** Lets each peer leave, politely where it can, and closes its socket. */
  public Future<Void> stop() {
    return vertx.undeploy(deployment);
  }

  private static final class Peers extends VerticleBase {
    private final SocketAddress relay;
    private final SplittableRandom seeds;
    private final List<SimulatedPeer> peers = new ArrayList<>();

    Peers(SocketAddress relay, long seed) {
      this.relay = relay;
      seeds = new SplittableRandom(seed);
    }

    @Override
    public Future<?> start() {
      NetClientOptions options = new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
      NetClient client = vertx.createNetClient(options);
      // To linger for no time is to end by a reset.
      NetClient resetting = vertx.createNetClient(new NetClientOptions(options).setSoLinger(0));
      for (DemoScenario scenario : DemoScenario.all()) {
        Visit visit = scenario.visit();
        startCrowd(scenario, visit.habits().endsByReset() ? resetting : client);
      }
      return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
      return Future.join(peers.stream().map(SimulatedPeer::stop).toList());
    }

    private void startCrowd(DemoScenario scenario, NetClient client) {
      List<String> addresses = scenario.crowd().addresses();
      for (int i = 0; i < addresses.size(); i++) {
        SplittableRandom random = seeds.split();
        SimulatedPeer peer =
            new SimulatedPeer(vertx, client, relay, scenario, addresses.get(i), random);
        peers.add(peer);
        int spread = i * SPREAD_MILLIS / addresses.size();
        peer.startAfter(spread + random.nextInt(1, FIRST_VISIT_MILLIS));
      }
    }
  }
}
