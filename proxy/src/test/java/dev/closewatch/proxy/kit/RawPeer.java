package dev.closewatch.proxy.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** One end of a TCP connection, with its bytes and its ways to end in the test's own hands. */
public final class RawPeer implements Closeable {
  /** No test waits longer for a byte. */
  private static final int READ_LIMIT_MILLIS = 10_000;

  private final Socket socket;
  private String head = "";

  public RawPeer(Socket socket) {
    this.socket = socket;
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_LIMIT_MILLIS);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects to a port of the loopback. */
  public static RawPeer connect(int port) {
    return connect(port, 0);
  }

  /** Connects with a small receive buffer, for a reader that is to be slow. */
  public static RawPeer connect(int port, int receiveBufferBytes) {
    try {
      Socket socket = new Socket();
      if (receiveBufferBytes > 0) {
        socket.setReceiveBufferSize(receiveBufferBytes);
      }
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_LIMIT_MILLIS);
      return new RawPeer(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects to a port of the loopback from another of its addresses, 127.0.0.0/8. */
  public static RawPeer connectFrom(String address, int port) {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_LIMIT_MILLIS);
      return new RawPeer(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Socket socket() {
    return socket;
  }

  /** Returns the head that was read last, to its empty line. */
  public String head() {
    return head;
  }

  public RawPeer send(String text) {
    return send(text.getBytes(ISO_8859_1));
  }

  public RawPeer send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads up to the empty line behind a head, and not a byte further. */
  public String readHead() {
    StringBuilder text = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      while (text.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          throw new EOFException("the stream ended within a head: " + text);
        }
        text.append((char) b);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    head = text.toString();
    return head;
  }

  /** Reads so many bytes. */
  public byte[] read(int count) {
    try {
      byte[] bytes = socket.getInputStream().readNBytes(count);
      if (bytes.length < count) {
        throw new EOFException(
            "the stream ended after " + bytes.length + " of " + count + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads everything up to the FIN; a reset is an {@link UncheckedIOException}. */
  public byte[] readToFin() {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a stream ended, and what came before. */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a value
  public record Rest(byte[] bytes, boolean reset) {}

  /** Reads everything up to the end, whichever it is. */
  public Rest readToEnd() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[65_536];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
      }
      return new Rest(bytes.toByteArray(), false);
    } catch (SocketException e) {
      return new Rest(bytes.toByteArray(), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads over what is there, and returns whether the stream has ended, without waiting. */
  public boolean hasEnded() {
    try {
      socket.setSoTimeout(1);
      while (socket.getInputStream().read() >= 0) {
        // on to the end
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Sends a FIN; the other direction stays open. */
  public RawPeer fin() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the connection with a reset. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
