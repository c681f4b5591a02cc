package dev.closewatch.proxy.demo;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * A WebSocket echo service on a loopback port, with policies of its own, so that there is something
 * to close for; it also answers plain HTTP.
 *
 * <p>It writes each Close as it means it: an empty one is answered by an empty one, a legal code by
 * the same code, anything else by 1002. All of it lives on one event loop.
 */
public final class EchoService {
  private static final int MAX_CONNECTIONS = 1_000;

  private final Vertx vertx;
  private final String deployment;
  private final int port;

  private EchoService(Vertx vertx, String deployment, int port) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
  }

  /** Starts the service on a port of the system's choice. */
  public static Future<EchoService> start(Vertx vertx) {
    return start(vertx, ServicePolicies.DEMO);
  }

  static Future<EchoService> start(Vertx vertx, ServicePolicies policies) {
    Listener listener = new Listener(policies);
    return vertx
        .deployVerticle(listener)
        .map(deployment -> new EchoService(vertx, deployment, listener.port));
  }

  /** Returns the port that it listens on, at 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Stops listening and ends what is open, without a Close. */
  public Future<Void> close() {
    return vertx.undeploy(deployment);
  }

  private static final class Listener extends VerticleBase {
    private final ServicePolicies policies;
    private final Set<NetSocket> open = new HashSet<>();
    private volatile int port;

    Listener(ServicePolicies policies) {
      this.policies = policies;
    }

    @Override
    public Future<?> start() {
      NetServerOptions options = new NetServerOptions().setHost("127.0.0.1").setPort(0);
      NetServer server = vertx.createNetServer(options).connectHandler(this::accept);
      return server.listen().onSuccess(listening -> port = listening.actualPort());
    }

    private void accept(NetSocket socket) {
      if (open.size() >= MAX_CONNECTIONS) {
        socket.close();
        return;
      }
      open.add(socket);
      ServiceConnection connection = new ServiceConnection(vertx, socket, policies);
      socket.exceptionHandler(reset -> {}); // peers that reset are a part of the demo
      socket.closeHandler(
          ended -> {
            open.remove(socket);
            connection.ended();
          });
      socket.handler(connection::received);
    }
  }
}
