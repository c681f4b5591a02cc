package dev.closewatch.proxy.peer;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Clients with an identity each, over real sockets. */
final class Crowd {
  /** How a client reaches the proxy. */
  enum Way {
    /** From an address of its own. */
    DIRECT,
    /** Through a proxy that adds X-Forwarded-For behind what the client itself wrote there. */
    BEHIND_A_PROXY
  }

  private static final long PACE_NANOS = 1_000_000_000L / 150;

  private final AtomicLong nextTurnNanos = new AtomicLong(System.nanoTime());
  private final Proxy proxy;
  private final Way way;

  Crowd(Proxy proxy, Way way) {
    this.proxy = proxy;
    this.way = way;
  }

  /** No faster than so many a second: more at once would look like a deploy, and rightly so. */
  private void awaitTurn() {
    long turn = nextTurnNanos.getAndUpdate(last -> Math.max(last, System.nanoTime()) + PACE_NANOS);
    for (long wait = turn - System.nanoTime(); wait > 0; wait = turn - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
  }

  Client client(int number, @Nullable String userAgent) {
    return new Client("127.9." + number / 250 + "." + (1 + number % 250), userAgent);
  }

  /** One client. */
  final class Client {
    final String address;
    private final @Nullable String userAgent;

    private Client(String address, @Nullable String userAgent) {
      this.address = address;
      this.userAgent = userAgent;
    }

    /** The same address, with another program behind it. */
    Client as(String otherUserAgent) {
      return new Client(address, otherUserAgent);
    }

    RawPeer opens(String path) {
      awaitTurn();
      List<String> headers = new ArrayList<>();
      if (userAgent != null) {
        headers.add("User-Agent: " + userAgent);
      }
      RawPeer peer;
      if (way == Way.DIRECT) {
        peer = RawPeer.connectFrom(address, proxy.port());
      } else {
        headers.add("X-Forwarded-For: 127.9.0.1, " + address); // the first one is forged
        peer = RawPeer.connect(proxy.port());
      }
      peer.send(proxy.upgradeRequest(path, headers.toArray(String[]::new)));
      peer.readHead();
      return peer;
    }

    /** Opens, starts the close with these frames, and reads to the end. */
    void closes(UnaryOperator<FrameBytes> with) {
      try (RawPeer peer = opens("/echo")) {
        peer.send(with.apply(FrameBytes.from(Sender.CLIENT)).bytes());
        peer.readToEnd();
      }
    }

    /** Opens, and leaves without a Close. */
    void vanishes() {
      try (RawPeer peer = opens("/echo")) {
        peer.fin();
        peer.readToEnd();
      }
    }

    /** Opens, reads the service's Close and answers with these frames. */
    void isClosedOn(String path, UnaryOperator<FrameBytes> answer) {
      try (RawPeer peer = opens(path)) {
        byte[] head = peer.read(2);
        peer.read(head[1]);
        byte[] frames = answer.apply(FrameBytes.from(Sender.CLIENT)).bytes();
        if (frames.length > 0) {
          peer.send(frames);
        }
        peer.readToEnd();
      }
    }
  }
}
