package dev.closewatch.proxy.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * TLS over a socket by the JDK's engine, with its ends in the test's own hands: the JDK's SSLSocket
 * hides whether a stream was ended or cut, and answers on its own.
 */
public final class TlsSocket extends Socket {
  /** How a stream can end. */
  public enum End {
    CLOSE_NOTIFY,
    TRUNCATED,
    RESET
  }

  private final Socket bare;
  private final SSLEngine engine;
  private final ByteBuffer in = ByteBuffer.allocate(1 << 16).flip();
  private final ByteBuffer plain = ByteBuffer.allocate(1 << 16).flip();
  private final ByteBuffer out = ByteBuffer.allocate(1 << 16);
  private boolean eof;
  private End end;

  /** Puts it over a connected socket; the handshake is done by the first that reads or writes. */
  public TlsSocket(Socket bare, SSLEngine engine) {
    this.bare = bare;
    this.engine = engine;
  }

  /** Returns how the peer ended its stream, or null if it has not been read to its end. */
  public End end() {
    return end;
  }

  public SSLEngine engine() {
    return engine;
  }

  /** Returns what is under TLS. */
  public Socket bare() {
    return bare;
  }

  /** Shakes hands. */
  public TlsSocket handshake() throws IOException {
    try {
      engine.beginHandshake();
      handshakeOn();
      return this;
    } catch (SSLException e) {
      closeNotify(); // which is an alert then
      bare.shutdownOutput();
      throw e;
    }
  }

  private void handshakeOn() throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (plain.hasRemaining() || !unwrap()) {
            if (eof) {
              throw new SSLException("ended within the handshake");
            }
            return;
          }
        }
        case NEED_TASK -> tasks();
        default -> {
          return;
        }
      }
    }
  }

  private void tasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private synchronized SSLEngineResult wrap(ByteBuffer bytes) throws IOException {
    out.clear();
    SSLEngineResult result = engine.wrap(bytes, out);
    bare.getOutputStream().write(out.array(), 0, out.position());
    bare.getOutputStream().flush();
    return result;
  }

  /** Reads once; returns false at the end of the stream, or if it is a handshake's turn. */
  private boolean unwrap() throws IOException {
    while (true) {
      plain.compact();
      SSLEngineResult result;
      try {
        result = engine.unwrap(in, plain);
      } finally {
        plain.flip();
      }
      switch (result.getStatus()) {
        case CLOSED -> {
          end = end == null ? End.CLOSE_NOTIFY : end;
          return false;
        }
        case BUFFER_UNDERFLOW -> {
          if (!fill()) {
            return false;
          }
        }
        default -> {
          if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            tasks();
          }
          return true;
        }
      }
    }
  }

  private boolean fill() throws IOException {
    in.compact();
    int count;
    try {
      count = bare.getInputStream().read(in.array(), in.position(), in.remaining());
    } catch (SocketException e) {
      end = End.RESET;
      throw e;
    } finally {
      in.flip();
    }
    if (count < 0) {
      eof = true;
      end = end == null ? End.TRUNCATED : end;
      return false;
    }
    in.limit(in.limit() + count);
    return true;
  }

  /** Sends close_notify, and no FIN. */
  public void closeNotify() throws IOException {
    engine.closeOutbound();
    while (!engine.isOutboundDone()) {
      SSLEngineResult result = wrap(ByteBuffer.allocate(0));
      if (result.bytesProduced() == 0) {
        return;
      }
    }
  }

  /** Sends a FIN, and no close_notify. */
  public void cut() throws IOException {
    bare.shutdownOutput();
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        while (length > 0 && !plain.hasRemaining()) {
          if (end != null || !unwrap()) {
            return -1;
          }
          if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && end == null) {
            wrap(ByteBuffer.allocate(0));
          }
        }
        int count = Math.min(length, plain.remaining());
        plain.get(bytes, offset, count);
        return count;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        while (left.hasRemaining()) {
          if (wrap(left).getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException("TLS is over");
          }
        }
      }
    };
  }

  @Override
  public void shutdownOutput() throws IOException {
    closeNotify();
    bare.shutdownOutput();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    bare.setTcpNoDelay(on);
  }

  @Override
  public synchronized void setSoTimeout(int timeout) throws SocketException {
    bare.setSoTimeout(timeout);
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    bare.setSoLinger(on, linger);
  }

  /** Closes it without a close_notify. */
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it has to end a write that waits
  @Override
  public void close() throws IOException {
    bare.close();
  }
}
