package dev.closewatch.proxy.kit;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server of the loopback that knows one name, and answers as the test wants just now. */
public final class NameServer implements Closeable {
  private static final int NAME_ERROR = 3;
  private static final int SERVER_FAILURE = 2;
  private static final int TYPE_A = 1;

  private final DatagramSocket socket;
  private final AtomicInteger questions = new AtomicInteger();
  private volatile List<String> addresses = List.of();
  private volatile int ttlSeconds;
  private volatile int error;
  private volatile boolean silent;

  public NameServer() {
    try {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::run, "name-server");
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** Returns how many questions for an IPv4 address have come. */
  public int questions() {
    return questions.get();
  }

  /** Answers with these IPv4 addresses from now on. */
  public void answer(int validSeconds, String... with) {
    ttlSeconds = validSeconds;
    addresses = List.of(with);
    error = 0;
    silent = false;
  }

  /** Says from now on that there is no such name. */
  public void forget() {
    error = NAME_ERROR;
  }

  /** Says from now on that it has failed. */
  public void fail() {
    error = SERVER_FAILURE;
  }

  /** Says nothing from now on. */
  public void fallSilent() {
    silent = true;
  }

  private void run() {
    byte[] room = new byte[512];
    try {
      while (true) {
        DatagramPacket question = new DatagramPacket(room, room.length);
        socket.receive(question);
        if (!silent) {
          byte[] answer = answer(Arrays.copyOf(room, question.getLength()));
          socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  /** RFC 1035 section 4: the question comes back, with an address record for each address. */
  private byte[] answer(byte[] bytes) {
    ByteBuffer question = ByteBuffer.wrap(bytes);
    int end = 12;
    while (question.get(end) != 0) {
      end += question.get(end) + 1;
    }
    int type = question.getShort(end + 1);
    end += 5;
    List<String> with = type == TYPE_A && error == 0 ? addresses : List.of();
    if (type == TYPE_A) {
      questions.incrementAndGet();
    }
    ByteBuffer answer = ByteBuffer.allocate(end + 16 * with.size());
    answer.putShort(question.getShort(0)).putShort((short) (0x8580 | error)).putShort((short) 1);
    answer.putShort((short) with.size()).putInt(0);
    answer.put(bytes, 12, end - 12);
    for (String address : with) {
      answer.putShort((short) 0xC00C).putShort((short) TYPE_A).putShort((short) 1);
      answer.putInt(ttlSeconds).putShort((short) 4).put(bytes(address));
    }
    return answer.array();
  }

  private static byte[] bytes(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
