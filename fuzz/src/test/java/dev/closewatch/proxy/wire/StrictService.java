package dev.closewatch.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.wire.StrictRequests.Request;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A service that reads by the letter, answers every request, and keeps what has come over each
 * connection.
 */
final class StrictService implements Closeable {
  static final String MARK = "X-Seen: ";

  private static final long MOST_NANOS_TO_REST = TimeUnit.SECONDS.toNanos(10);
  private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool(StrictService::daemon);
  private final Queue<byte[]> connections = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger upgraded = new AtomicInteger();

  StrictService() throws IOException {
    listener = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    threads.execute(this::acceptAll);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "strict-service");
    thread.setDaemon(true);
    return thread;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Waits until no connection is open; fails if one stays open. */
  void awaitRest() {
    long deadline = System.nanoTime() + MOST_NANOS_TO_REST;
    while (open.get() > 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the proxy has left a leg to the service open");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }

  /** Returns how many connections were answered with 101. */
  int upgraded() {
    return upgraded.get();
  }

  /** Returns and forgets the bytes of each connection that has ended. */
  List<byte[]> take() {
    List<byte[]> taken = List.copyOf(connections);
    connections.removeAll(taken);
    return taken;
  }

  /** Reads what one connection brought. */
  static StrictRequests read(byte[] bytes) {
    return StrictRequests.of(bytes, Request::opensWebSocket);
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = listener.accept();
        open.incrementAndGet();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      // It has been closed.
    }
  }

  private void serve(Socket socket) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (socket) {
      socket.setTcpNoDelay(true);
      byte[] buffer = new byte[8_192];
      int answered = 0;
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        bytes.write(buffer, 0, n);
        List<Request> requests = read(bytes.toByteArray()).requests();
        while (answered < requests.size()) {
          byte[] answer = answer(requests.get(answered++), answered).getBytes(ISO_8859_1);
          socket.getOutputStream().write(answer);
        }
      }
    } catch (IOException e) {
      // The other side has gone, as it may.
    } finally {
      connections.add(bytes.toByteArray());
      open.decrementAndGet();
    }
  }

  private String answer(Request request, int number) {
    if (request.opensWebSocket()) {
      upgraded.incrementAndGet();
      String key = "Sec-WebSocket-Key: " + request.values("Sec-WebSocket-Key").get(0);
      return RawService.switching(key, MARK + number);
    }
    String body = request.method().equals("HEAD") ? "" : "ok";
    return "HTTP/1.1 200 OK\r\n" + MARK + number + "\r\nContent-Length: 2\r\n\r\n" + body;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }
}
