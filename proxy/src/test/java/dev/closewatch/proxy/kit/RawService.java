package dev.closewatch.proxy.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/** A service whose every byte is the test's own. */
public final class RawService implements Closeable {
  private static final int ACCEPT_LIMIT_MILLIS = 10_000;
  private final ServerSocket listener;
  private Socket waiting;
  private final Supplier<SSLEngine> tls;

  public RawService() {
    this(0);
  }

  /** With a small receive buffer, for a reader that is to be slow; 0 for the usual one. */
  public RawService(int receiveBufferBytes) {
    this(receiveBufferBytes, null);
  }

  /** Under TLS, or without if there is no engine for it. */
  public RawService(int receiveBufferBytes, Supplier<SSLEngine> tls) {
    this.tls = tls;
    try {
      listener = new ServerSocket();
      if (receiveBufferBytes > 0) {
        listener.setReceiveBufferSize(receiveBufferBytes);
      }
      listener.setSoTimeout(ACCEPT_LIMIT_MILLIS);
      listener.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Accepts a connection, shakes hands if it is under TLS, and reads nothing of it. */
  public RawPeer accept() {
    RawPeer bare = acceptBare();
    if (tls == null) {
      return bare;
    }
    try {
      return new RawPeer(new TlsSocket(bare.socket(), tls.get()).handshake());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Accepts a connection, and does nothing more. */
  public RawPeer acceptBare() {
    try {
      Socket before = waiting;
      waiting = null;
      listener.setSoTimeout(ACCEPT_LIMIT_MILLIS);
      return new RawPeer(before != null ? before : listener.accept());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits so long for somebody to connect, and leaves it to be accepted. */
  public boolean isConnectedTo(int withinMillis) {
    if (waiting != null) {
      return true;
    }
    try {
      listener.setSoTimeout(withinMillis);
      waiting = listener.accept();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails if somebody has connected. */
  public void assertNobodyConnected() {
    if (isConnectedTo(100)) {
      throw new AssertionError("somebody has connected");
    }
  }

  /** Accepts a connection and answers its handshake with 101. */
  public RawPeer acceptWebSocket(String... headers) {
    RawPeer peer = accept();
    peer.readHead();
    return peer.send(switching(peer.head(), headers));
  }

  /** Returns the right 101 for a request. */
  public static String switching(String request, String... headers) {
    StringBuilder response =
        new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n")
            .append("Connection: Upgrade\r\nSec-WebSocket-Accept: ")
            .append(accept(header(request, "Sec-WebSocket-Key")))
            .append("\r\n");
    for (String header : headers) {
      response.append(header).append("\r\n");
    }
    return response.append("\r\n").toString();
  }

  /** Returns the value of a head's header, or "" if it has none. */
  public static String header(String head, String name) {
    return head.lines()
        .filter(
            line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
        .map(line -> line.substring(name.length() + 1).trim())
        .findFirst()
        .orElse("");
  }

  private static String accept(String key) {
    try {
      byte[] hashed = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(hashed));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
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
