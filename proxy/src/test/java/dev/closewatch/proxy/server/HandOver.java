package dev.closewatch.proxy.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.kit.Herd;
import dev.closewatch.proxy.kit.Proxy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One port, two proxies, and clients that connect while the second takes over from the first: how
 * many of them were turned away. A program, too, so that it can run where the kernel's setting is
 * another one.
 */
public final class HandOver {
  private static final Path MIGRATION = Path.of("/proc/sys/net/ipv4/tcp_migrate_req");
  private static final int THREADS = 4;
  private static final int BEFORE = 300;
  private static final int AFTER = 300;
  private static final byte[] REQUEST =
      ("GET /herd HTTP/1.1\r\nHost: herd\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
          .getBytes(ISO_8859_1);

  /**
   * What became of the clients.
   *
   * @param connects all of them
   * @param refused found nobody listening
   * @param lost were connected, and reset before they had their answer
   */
  public record Result(int connects, int refused, int lost) {
    static Result parse(String line) {
      String[] numbers = line.strip().split(" ", -1);
      return new Result(
          Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
    }

    Result plus(Result other) {
      return new Result(connects + other.connects, refused + other.refused, lost + other.lost);
    }
  }

  private final AtomicInteger connects = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile boolean over;

  private HandOver() {}

  /** Returns what the kernel does with the queue of a listener that closes: 1 keeps it, or "". */
  static String migration() {
    try {
      return Files.readString(MIGRATION).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Prints a result as {@code connects refused lost}; the arguments are transport and rounds. */
  public static void main(String[] arguments) throws Exception {
    TransportChoice transport = TransportChoice.valueOf(arguments[0]);
    Result all = new Result(0, 0, 0);
    for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
      all = all.plus(once(transport));
    }
    System.out.println(all.connects() + " " + all.refused() + " " + all.lost());
    System.exit(0);
  }

  /** Hands over once. */
  static Result once(TransportChoice transport) throws Exception {
    Proxy.Settings settings = new Proxy.Settings();
    settings.transport = transport;
    settings.reusePort = true;
    settings.drainTime = Duration.ofSeconds(5);
    try (Herd herd = new Herd();
        Proxy first = settings.start(herd.servicePort())) {
      settings.port = first.port();
      HandOver load = new HandOver();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        threads.add(new Thread(() -> load.connectAgainAndAgain(first.port())));
      }
      threads.forEach(Thread::start);
      load.awaitAnswers(BEFORE);
      try (Proxy second = settings.start(herd.servicePort())) {
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> first.server().drain());
        load.awaitAnswers(AFTER);
        done.get();
        load.awaitAnswers(AFTER);
        load.over = true;
        for (Thread thread : threads) {
          thread.join();
        }
        if (second.metrics().sum("closewatch_connections_opened_total") == 0) {
          throw new AssertionError("the second one has never been asked");
        }
      }
      return new Result(load.connects.get(), load.refused.get(), load.lost.get());
    }
  }

  private void awaitAnswers(int more) {
    int enough = answered.get() + more;
    long startNanos = System.nanoTime();
    while (answered.get() < enough) {
      if (System.nanoTime() - startNanos > Duration.ofSeconds(20).toNanos()) {
        throw new AssertionError("no " + more + " answers within 20 s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void connectAgainAndAgain(int port) {
    while (!over) {
      connects.incrementAndGet();
      try (Socket socket = new Socket()) {
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        socket.getOutputStream().write(REQUEST);
        byte[] answer = socket.getInputStream().readNBytes(12);
        if (new String(answer, ISO_8859_1).equals("HTTP/1.1 101")) {
          answered.incrementAndGet();
        } else {
          lost.incrementAndGet();
        }
        socket.setSoLinger(true, 0); // thousands of them must not wait for their ports
      } catch (ConnectException e) {
        refused.incrementAndGet();
      } catch (IOException e) {
        lost.incrementAndGet();
      }
    }
  }
}
