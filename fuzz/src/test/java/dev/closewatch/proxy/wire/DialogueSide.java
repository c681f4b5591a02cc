package dev.closewatch.proxy.wire;

import dev.closewatch.proxy.kit.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.UncheckedIOException;

/** One side of a dialogue: what it has sent, and how it has ended. */
final class DialogueSide implements Closeable {
  private final RawPeer peer;
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private boolean outputEnded;
  private boolean reset;

  DialogueSide(RawPeer peer) {
    this.peer = peer;
  }

  byte[] sent() {
    return sent.toByteArray();
  }

  /** Returns whether this side has reset the connection, or was reset. */
  boolean isReset() {
    return reset;
  }

  void send(byte[] bytes) {
    if (!outputEnded) {
      sent.writeBytes(bytes); // it may arrive, whatever the socket says
      act(() -> peer.send(bytes));
    }
  }

  void fin() {
    if (!outputEnded) {
      outputEnded = true;
      act(peer::fin);
    }
  }

  void reset() {
    if (!reset) {
      act(peer::reset);
      reset = true;
      outputEnded = true;
    }
  }

  private void act(Runnable action) {
    try {
      action.run();
    } catch (UncheckedIOException e) {
      reset = true;
      outputEnded = true;
    }
  }

  /** Reads to the end, whichever it is. */
  byte[] read() {
    if (peer.socket().isClosed()) {
      return new byte[0];
    }
    RawPeer.Rest rest = peer.readToEnd();
    reset |= rest.reset();
    return rest.bytes();
  }

  @Override
  public void close() {
    peer.close();
  }
}
