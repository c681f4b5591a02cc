package dev.closewatch.proxy.peer;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.Closeable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A service that does as the path says.
 *
 * <pre>
 *   /echo          answers a Close with the same, then ends
 *   /policy        says 1008 at once
 *   /policy-later  says 1008 behind the first message
 *   /away          says 1001 at once, and gives the client three seconds to answer
 * </pre>
 */
final class CrowdService implements Closeable {
  private static final long ANSWER_MILLIS = 3_000;

  private final RawService service = new RawService();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  CrowdService() {
    threads.execute(this::accept);
  }

  int port() {
    return service.port();
  }

  private void accept() {
    while (!threads.isShutdown()) {
      RawPeer peer;
      try {
        peer = service.accept();
      } catch (RuntimeException closed) {
        return;
      }
      threads.execute(() -> serve(peer));
    }
  }

  private static void serve(RawPeer peer) {
    try (peer) {
      String request = peer.readHead();
      peer.send(RawService.switching(request));
      String path = request.split(" ", 3)[1];
      FrameBytes frames = FrameBytes.from(Sender.SERVICE);
      switch (path) {
        case "/policy" -> peer.send(frames.close(1008, "rate limit exceeded").bytes());
        case "/policy-later" -> {
          readFrame(peer);
          peer.send(frames.close(1008, "rate limit exceeded").bytes());
        }
        case "/away" -> {
          peer.send(frames.close(1001).bytes());
          peer.socket().setSoTimeout((int) ANSWER_MILLIS);
        }
        default -> {
          byte[] close = readFrame(peer);
          while (close != null && close[0] != (byte) 0x88) {
            close = readFrame(peer);
          }
          if (close != null) {
            peer.send(close);
          }
          return;
        }
      }
      readFrame(peer);
    } catch (Exception endOrTimeout) {
      // a client that has left, or one that has not answered: either way this is over
    }
  }

  /** Returns a frame as the service would send it, or null at the end. */
  private static byte[] readFrame(RawPeer peer) {
    byte[] head;
    try {
      head = peer.read(2);
    } catch (RuntimeException end) {
      return null;
    }
    boolean masked = (head[1] & 0x80) != 0;
    int length = head[1] & 0x7F;
    byte[] key = masked ? peer.read(4) : new byte[4];
    byte[] payload = peer.read(length);
    byte[] frame = new byte[2 + length];
    frame[0] = head[0];
    frame[1] = (byte) length;
    for (int i = 0; i < length; i++) {
      frame[2 + i] = (byte) (payload[i] ^ key[i % 4]);
    }
    return frame;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    service.close();
    try {
      threads.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
