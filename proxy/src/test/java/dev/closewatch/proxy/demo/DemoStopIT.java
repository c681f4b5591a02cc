package dev.closewatch.proxy.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However the relay behaves, the peers' sockets are bounded, and closed when the demo stops. */
@Timeout(15)
class DemoStopIT {
  private static final int CONNECTIONS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final CountDownLatch opened = new CountDownLatch(CONNECTIONS);
  private final CountDownLatch allLeft = new CountDownLatch(1);
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @Test
  void aSilentRelayIsLeftWhenTheDemoStops() throws Exception {
    NetServer silent =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  open.add(socket);
                  opened.countDown();
                  socket.handler(request -> {}).exceptionHandler(reset -> {});
                  socket.closeHandler(
                      done -> {
                        open.remove(socket);
                        if (stopping && open.isEmpty()) {
                          allLeft.countDown();
                        }
                      });
                });
    get(silent.listen(0, "127.0.0.1"));
    Demo demo = get(Demo.start(vertx, "127.0.0.1", silent.actualPort(), 7));
    assertThat(opened.await(5, SECONDS)).isTrue();
    stopping = true;
    get(demo.stop());
    assertThat(allLeft.await(2, SECONDS)).isTrue();
  }

  @Test
  void noRelayAtAllDoesNotKeepTheDemoFromStopping() throws Exception {
    NetServer gone = vertx.createNetServer().connectHandler(socket -> {});
    get(gone.listen(0, "127.0.0.1"));
    int port = gone.actualPort();
    get(gone.close());
    Demo demo = get(Demo.start(vertx, "127.0.0.1", port, 7));
    get(demo.stop());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(5, SECONDS);
  }
}
