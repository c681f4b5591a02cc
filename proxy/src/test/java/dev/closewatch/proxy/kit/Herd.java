package dev.closewatch.proxy.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many clients and the service that they want, on one thread: each client opens a WebSocket
 * connection and keeps silent; whoever gets a Close answers it with the same, and notes when.
 */
public final class Herd implements Closeable {
  private static final int AT_ONCE = 100;
  private static final byte[] ANSWER =
      ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
          .getBytes(ISO_8859_1);
  private static final byte[] REQUEST =
      ("GET /herd HTTP/1.1\r\nHost: herd\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
          .getBytes(ISO_8859_1);

  private final Selector selector;
  private final ServerSocketChannel listener;
  private final Thread thread = new Thread(this::run, "herd");
  private final AtomicInteger toConnect = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final ConcurrentLinkedQueue<Close> closes = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private volatile int proxyPort;
  private volatile boolean over;
  private int connecting;

  /** A Close that a client got: its code, and when. */
  public record Close(int code, long nanos) {}

  private static final class Member {
    final boolean service;
    final ByteBuffer in = ByteBuffer.allocate(1_024);
    boolean upgraded;
    boolean closed;

    Member(boolean service) {
      this.service = service;
    }
  }

  public Herd() {
    try {
      selector = Selector.open();
      listener = ServerSocketChannel.open();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.start();
  }

  /** Returns the service's port. */
  public int servicePort() {
    return ((InetSocketAddress) listener.socket().getLocalSocketAddress()).getPort();
  }

  /** Has so many clients connect, and returns when all have their 101. */
  public void connect(int port, int clients) {
    proxyPort = port;
    int before = open.get();
    toConnect.addAndGet(clients);
    selector.wakeup();
    Eventually.get(
        clients + " open connections",
        java.time.Duration.ofSeconds(60),
        () -> faults.isEmpty() ? open.get() - before : clients,
        count -> count == clients);
    if (!faults.isEmpty()) {
      throw new AssertionError(faults.toString());
    }
  }

  /** Returns the Closes that clients have got, in order. */
  public List<Close> closes() {
    return new ArrayList<>(closes);
  }

  /** Returns how many clients' connections have ended. */
  public int ended() {
    return ended.get();
  }

  /** Returns what went otherwise than described above. */
  public List<String> faults() {
    return new ArrayList<>(faults);
  }

  private void run() {
    try {
      while (!over) {
        selector.select(200);
        connectMore();
        for (SelectionKey key : selector.selectedKeys()) {
          handle(key);
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      faults.add(e.toString());
    }
  }

  private void connectMore() throws IOException {
    while (connecting < AT_ONCE && toConnect.get() > 0) {
      toConnect.decrementAndGet();
      connecting++;
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.register(selector, SelectionKey.OP_CONNECT, new Member(false));
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort));
    }
  }

  private void handle(SelectionKey key) throws IOException {
    if (key.isAcceptable()) {
      for (SocketChannel peer = listener.accept(); peer != null; peer = listener.accept()) {
        peer.configureBlocking(false);
        peer.register(selector, SelectionKey.OP_READ, new Member(true));
      }
      return;
    }
    Member member = (Member) key.attachment();
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        channel.write(ByteBuffer.wrap(REQUEST));
      } else if (channel.read(member.in) < 0) {
        end(member, channel);
      } else {
        read(member, channel);
      }
    } catch (IOException e) {
      if (!member.closed) {
        faults.add((member.service ? "service: " : "client: ") + e);
      }
      end(member, channel);
    }
  }

  private void end(Member member, SocketChannel channel) throws IOException {
    channel.close();
    if (!member.service) {
      ended.incrementAndGet();
      if (!member.upgraded || !member.closed) {
        faults.add("a client's connection ended without a Close");
      }
    }
  }

  private void read(Member member, SocketChannel channel) throws IOException {
    if (!member.upgraded) {
      String head = new String(member.in.array(), 0, member.in.position(), ISO_8859_1);
      int end = head.indexOf("\r\n\r\n");
      if (end < 0) {
        return;
      }
      member.upgraded = true;
      member.in.flip().position(end + 4);
      member.in.compact();
      if (member.service) {
        channel.write(ByteBuffer.wrap(ANSWER));
      } else {
        connecting--;
        if (!head.startsWith("HTTP/1.1 101 ")) {
          faults.add(head.lines().findFirst().orElse(head));
        }
        open.incrementAndGet();
        connectMore();
      }
    }
    int closeBytes = member.service ? 8 : 4;
    if (member.closed || member.in.position() < closeBytes) {
      return;
    }
    member.closed = true;
    byte[] close = new byte[closeBytes];
    member.in.flip().get(close);
    member.in.clear();
    if (member.service) {
      byte high = (byte) (close[6] ^ close[2]);
      channel.write(ByteBuffer.wrap(new byte[] {close[0], 2, high, (byte) (close[7] ^ close[3])}));
    } else {
      closes.add(new Close((close[2] & 0xFF) << 8 | (close[3] & 0xFF), System.nanoTime()));
      byte[] zeroMask = {close[0], (byte) 0x82, 0, 0, 0, 0, close[2], close[3]};
      channel.write(ByteBuffer.wrap(zeroMask));
    }
    channel.shutdownOutput();
  }

  @Override
  public void close() {
    over = true;
    selector.wakeup();
    try {
      thread.join(5_000);
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
