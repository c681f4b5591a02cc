package dev.closewatch.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * What two sides send each other at the same time, in which pieces, and how they end; all by a
 * seed.
 */
final class RandomDialogue {
  private enum End {
    /** Each sends a FIN right behind its last byte. */
    BOTH_FIN_AT_ONCE,
    /** The client does, while the service may still be sending. */
    CLIENT_FIN_AT_ONCE,
    /** The service does. */
    SERVICE_FIN_AT_ONCE,
    /** The client resets, once all has arrived: only then can the test say what has to. */
    CLIENT_RESET,
    /** The service does. */
    SERVICE_RESET
  }

  private final long seed;
  private final Random random;
  private final End end;
  private final byte[] fromClient;
  private final byte[] fromService;
  private final long clientPieces;
  private final long servicePieces;

  RandomDialogue(long seed) {
    this.seed = seed;
    random = new Random(seed);
    end = End.values()[random.nextInt(End.values().length)];
    fromClient = bytes(Sender.CLIENT);
    fromService = bytes(Sender.SERVICE);
    clientPieces = random.nextLong();
    servicePieces = random.nextLong();
  }

  /** Mostly frames, with their Closes anywhere; sometimes no WebSocket at all. */
  private byte[] bytes(Sender sender) {
    if (random.nextInt(5) == 0) {
      byte[] garbage = new byte[random.nextInt(5_000)];
      random.nextBytes(garbage);
      return garbage;
    }
    FrameBytes frames = FrameBytes.from(sender);
    for (int i = random.nextInt(12); i > 0; i--) {
      frames =
          switch (random.nextInt(7)) {
            case 0 -> frames.text("x".repeat(random.nextInt(300)));
            case 1 -> frames.binaryOf(random.nextInt(random.nextInt(20) == 0 ? 300_000 : 3_000));
            case 2 -> frames.ping();
            case 3 -> frames.pong("pong");
            case 4 -> frames.fragments("one", "two", "three");
            case 5 -> frames.emptyClose();
            default -> frames.close(1000 + random.nextInt(16), "because");
          };
    }
    return frames.bytes();
  }

  void run(Proxy proxy, RawService service, ExecutorService threads) throws Exception {
    Proxy.Pair pair;
    synchronized (service) { // so that the two ends that are paired belong together
      pair = proxy.open(service);
    }
    try (pair) {
      exchange(pair.client(), pair.service(), threads);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("-Dclosewatch.seed=" + seed + ", " + end + ": " + e.getMessage(), e);
    }
  }

  private void exchange(RawPeer client, RawPeer service, ExecutorService threads)
      throws ExecutionException, InterruptedException {
    boolean clientFin = end == End.BOTH_FIN_AT_ONCE || end == End.CLIENT_FIN_AT_ONCE;
    boolean serviceFin = end == End.BOTH_FIN_AT_ONCE || end == End.SERVICE_FIN_AT_ONCE;
    Future<?> clientSends =
        threads.submit(() -> sendInPieces(client, fromClient, clientPieces, clientFin));
    Future<?> serviceSends =
        threads.submit(() -> sendInPieces(service, fromService, servicePieces, serviceFin));
    Future<byte[]> atClient = threads.submit(() -> client.read(fromService.length));
    assertThat(service.read(fromClient.length)).isEqualTo(fromClient);
    assertThat(atClient.get()).isEqualTo(fromService);
    clientSends.get();
    serviceSends.get();
    switch (end) {
      case BOTH_FIN_AT_ONCE -> {
        assertThat(service.readToFin()).isEmpty();
        assertThat(client.readToFin()).isEmpty();
      }
      case CLIENT_FIN_AT_ONCE -> finBehind(service, client);
      case SERVICE_FIN_AT_ONCE -> finBehind(client, service);
      case CLIENT_RESET -> resetReaches(client, service);
      case SERVICE_RESET -> resetReaches(service, client);
    }
  }

  private static void sendInPieces(RawPeer peer, byte[] bytes, long pieces, boolean fin) {
    Random cuts = new Random(pieces);
    int most = bytes.length < 200 ? 1 : 1 + cuts.nextInt(bytes.length > 20_000 ? 70_000 : 2_000);
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + 1 + cuts.nextInt(most));
      peer.send(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    if (fin) {
      peer.fin();
    }
  }

  private static void finBehind(RawPeer second, RawPeer first) {
    assertThat(second.readToFin()).isEmpty();
    second.fin();
    assertThat(first.readToFin()).isEmpty();
  }

  private static void resetReaches(RawPeer from, RawPeer to) {
    from.reset();
    RawPeer.Rest rest = to.readToEnd();
    assertThat(rest.bytes()).isEmpty();
    assertThat(rest.reset()).as("the end arrives as a reset").isTrue();
  }
}
