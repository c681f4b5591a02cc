package dev.closewatch.proxy.wire;

import dev.closewatch.proxy.kit.RawPeer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A service whose connections are each taken by the run that they belong to. */
final class ScriptedService implements Closeable {
  private static final int MOST_WAIT_MILLIS = 5_000;

  private final ServerSocket listener;

  ScriptedService() throws IOException {
    listener = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    listener.setSoTimeout(MOST_WAIT_MILLIS);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Takes the connection that has brought this request; others are left-overs, and are closed. */
  RawPeer accept(String target) throws IOException {
    while (true) {
      Socket socket = listener.accept();
      socket.setSoTimeout(MOST_WAIT_MILLIS);
      RawPeer peer = new RawPeer(socket);
      try {
        if (peer.readHead().contains(" " + target + " ")) {
          return peer;
        }
      } catch (UncheckedIOException e) {
        // It has ended before it has asked for anything.
      }
      peer.close();
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
