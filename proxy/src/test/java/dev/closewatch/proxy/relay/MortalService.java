package dev.closewatch.proxy.relay;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A service that now and then does not listen; who asks meanwhile is refused, or reset if he was
 * waiting to be accepted. What it does with a connection is for the connection's request to say.
 */
final class MortalService implements Closeable {
  private static final long DEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(60);
  private static final long BIND_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int BACKLOG = 1_024;

  /** One side's part of a connection. */
  interface Part {
    void play(Socket socket) throws Exception;
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Part part;
  private final int port;
  private volatile ServerSocket listener;

  MortalService(Part part) throws IOException {
    this.part = part;
    port = listen(0).getLocalPort();
  }

  int port() {
    return port;
  }

  /** Returns what went wrong on this side. */
  Queue<Throwable> failures() {
    return failures;
  }

  /** Does not listen for a moment. */
  void die() throws IOException {
    listener.close();
    LockSupport.parkNanos(DEAD_NANOS);
    listen(port);
  }

  private ServerSocket listen(int at) throws IOException {
    ServerSocket fresh = new ServerSocket();
    long startNanos = System.nanoTime();
    while (!fresh.isBound()) {
      try {
        fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), BACKLOG);
      } catch (BindException e) {
        // Somebody's outgoing connection has got this port for a moment.
        if (System.nanoTime() - startNanos > BIND_LIMIT_NANOS) {
          throw e;
        }
        fresh.close();
        fresh = new ServerSocket();
        LockSupport.parkNanos(DEAD_NANOS);
      }
    }
    listener = fresh;
    ServerSocket accepting = fresh;
    threads.execute(() -> acceptUntilClosed(accepting));
    return fresh;
  }

  private void acceptUntilClosed(ServerSocket accepting) {
    while (true) {
      try {
        Socket socket = accepting.accept();
        threads.execute(() -> play(socket));
      } catch (IOException e) {
        return; // it is dead
      }
    }
  }

  private void play(Socket socket) {
    try (socket) {
      part.play(socket);
    } catch (Throwable e) {
      failures.add(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
