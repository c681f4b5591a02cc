package dev.closewatch.proxy.demo;

import dev.closewatch.analyzer.ConnectionAnalyzer;
import dev.closewatch.analyzer.NoCounts;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.analyzer.policy.PolicyCodes;
import dev.closewatch.analyzer.policy.ReasonWords;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * As little of a relay as is needed to say how connections end: blocking sockets, half-close and
 * reset handed on, one lock a connection so that what happens has one order.
 */
final class RecordingRelay implements AutoCloseable {
  /**
   * One connection that is over.
   *
   * @param peer its X-Forwarded-For
   * @param event null unless it was upgraded
   */
  record Recorded(String peer, HttpHead request, int status, CloseEvent event) {}

  private final ServerSocket listening;
  private final int servicePort;
  private final Consumer<Recorded> recorded;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  RecordingRelay(int servicePort, Consumer<Recorded> recorded) throws IOException {
    this.servicePort = servicePort;
    this.recorded = recorded;
    listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    thread(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Returns how many clients are connected. */
  int openConnections() {
    return open.size();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket client : open) {
      client.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        open.add(client);
        thread(() -> relay(client));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket service = new Socket(listening.getInetAddress(), servicePort)) {
      Buffer requestBytes = readHead(client.getInputStream());
      HttpHead request = HttpHead.read(requestBytes);
      service.getOutputStream().write(requestBytes.getBytes());
      Buffer responseBytes = readHead(service.getInputStream());
      HttpHead response = HttpHead.read(responseBytes);
      client.getOutputStream().write(responseBytes.getBytes());
      int status = Integer.parseInt(response.secondWord());
      CloseEvent event = null;
      if (status == 101) {
        event = new Tunnel(client, service).relay();
      } else {
        service.getInputStream().transferTo(client.getOutputStream());
      }
      recorded.accept(new Recorded(request.header("X-Forwarded-For"), request, status, event));
    } catch (IOException | InterruptedException e) {
      // not recorded: what waits for it fails
    } finally {
      open.remove(client);
    }
  }

  private static Buffer readHead(InputStream in) throws IOException {
    Buffer head = Buffer.buffer();
    while (HttpHead.read(head) == null) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no whole head");
      }
      head.appendByte((byte) next);
    }
    return head;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "recording-relay");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** One upgraded connection. */
  private static final class Tunnel {
    private final Socket client;
    private final Socket service;
    private final ConnectionAnalyzer analyzer =
        new ConnectionAnalyzer(
            opening(),
            new NoCounts(),
            new CauseFinder(ReasonWords.shipped(), PolicyCodes.DEFAULTS));

    Tunnel(Socket client, Socket service) {
      this.client = client;
      this.service = service;
    }

    CloseEvent relay() throws InterruptedException {
      Thread other = thread(() -> relay(Sender.SERVICE, service, client));
      relay(Sender.CLIENT, client, service);
      other.join();
      return analyzer.end(System.nanoTime());
    }

    private void relay(Sender sender, Socket from, Socket to) {
      byte[] bytes = new byte[16 * 1024];
      try {
        InputStream in = from.getInputStream();
        for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
          read(sender, bytes, count, to);
        }
        ended(sender, TcpEndHow.FIN);
        to.shutdownOutput();
      } catch (IOException reset) {
        ended(sender, TcpEndHow.RESET);
        handOnReset(to);
      }
    }

    private synchronized void read(Sender sender, byte[] bytes, int count, Socket to) {
      analyzer.read(sender, ByteBuffer.wrap(bytes), 0, count, false, System.nanoTime());
      boolean hasClose = analyzer.closeEnd(sender) >= 0;
      try {
        to.getOutputStream().write(bytes, 0, count);
        if (hasClose) {
          analyzer.closeWritten(sender, System.nanoTime());
        }
      } catch (IOException gone) {
        analyzer.undelivered(sender, count);
      }
    }

    private synchronized void ended(Sender leg, TcpEndHow how) {
      analyzer.legEnded(leg, how, System.nanoTime());
    }

    private static void handOnReset(Socket to) {
      try {
        to.setSoLinger(true, 0);
        to.close();
      } catch (IOException e) {
        // it has ended already
      }
    }

    private static Opening opening() {
      return new Opening(
          "1",
          null,
          new Opening.Observer("test", "test"),
          "default",
          Instant.EPOCH,
          System.nanoTime(),
          new Opening.Client("client", "127.0.0.1", null),
          new Opening.Service("service"),
          new Opening.Request(null, "/", null, null, List.of()),
          ReservedBits.NONE);
    }
  }
}
