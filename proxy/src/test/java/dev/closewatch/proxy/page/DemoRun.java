package dev.closewatch.proxy.page;

import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.demo.Demo;
import dev.closewatch.proxy.demo.EchoService;
import dev.closewatch.proxy.kit.Proxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The demo in this process: the echo service, the proxy, and the peers that misbehave. */
final class DemoRun implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final EchoService service;
  private final Proxy proxy;
  private final Demo demo;

  DemoRun() {
    service = get(EchoService.start(vertx));
    Proxy.Settings settings = new Proxy.Settings();
    settings.trustedProxies = List.of(Cidr.parse("127.0.0.0/8"));
    proxy = settings.start(service.port());
    demo = get(Demo.start(vertx, "127.0.0.1", proxy.port(), 42));
  }

  Proxy proxy() {
    return proxy;
  }

  int adminPort() {
    return proxy.server().adminPort();
  }

  @Override
  public void close() {
    get(demo.stop());
    proxy.close();
    get(service.close());
    get(vertx.close());
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
