package dev.closewatch.proxy.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A service behind a Unix socket whose every byte is the test's own; it waits without a limit. */
public final class UnixService implements Closeable {
  private final ServerSocketChannel listener;

  public UnixService(Path path) {
    try {
      listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listener.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Accepts a connection and answers its handshake with 101. */
  public Peer acceptWebSocket() {
    try {
      Peer peer = new Peer(listener.accept());
      return peer.send(RawService.switching(peer.readHead()).getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One end of a connection. */
  public static final class Peer implements Closeable {
    private final SocketChannel channel;
    private String head = "";

    Peer(SocketChannel channel) {
      this.channel = channel;
    }

    /** Returns the head that was read last. */
    public String head() {
      return head;
    }

    public Peer send(byte[] bytes) {
      try {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Reads up to the empty line behind a head. */
    public String readHead() {
      StringBuilder text = new StringBuilder();
      while (text.indexOf("\r\n\r\n") < 0) {
        text.append((char) read(1)[0]);
      }
      head = text.toString();
      return head;
    }

    /** Reads so many bytes. */
    public byte[] read(int count) {
      try {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
          if (channel.read(buffer) < 0) {
            throw new EOFException("the stream ended after " + buffer.position() + " bytes");
          }
        }
        return buffer.array();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Reads to the end and returns how many bytes came; whether it was a reset means nothing. */
    public long readToEnd() {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      long count = 0;
      try {
        for (int n = channel.read(buffer); n >= 0; n = channel.read(buffer.clear())) {
          count += n;
        }
      } catch (IOException reset) {
        // ended all the same
      }
      return count;
    }

    /** Ends this direction; the other one stays open. */
    public Peer fin() {
      try {
        channel.shutdownOutput();
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
