package dev.closewatch.proxy.warmup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.closewatch.proxy.config.HostPort;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clients and their service, played by one thread over real sockets of the loopback: both sides
 * follow a script, so that nothing has to be parsed and the processor is left to what is between
 * them. The connections of a round do the same things at the same time, as those of a crowd do.
 */
final class Crowd implements Closeable {
  static final int CONNECTIONS = 16;

  /** A side that does not answer for so long ends the warm-up; it never should. */
  private static final int PATIENCE_MILLIS = 3_000;

  private static final int MAX_HEAD_BYTES = 8_192;
  private static final int[] PAYLOAD_BYTES = {8, 64, 64, 64, 64, 64, 64, 300, 2_000, 16_000};

  // The key and its answer of RFC 6455 section 1.3.
  private static final byte[] REQUEST =
      ("GET /warmup?round=1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
              + "Pragma: no-cache\r\nCache-Control: no-cache\r\nUser-Agent: Mozilla/5.0 (X11; Linux"
              + " x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
              + "Upgrade: websocket\r\nOrigin: http://localhost\r\nSec-WebSocket-Version: 13\r\n"
              + "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-US,en;q=0.9\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
          .getBytes(US_ASCII);
  private static final byte[] ANSWER =
      ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
          .getBytes(US_ASCII);

  private final ServerSocket service;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final byte[] read = new byte[32 * 1024];
  private final List<byte[]> messages = new ArrayList<>();
  private final List<byte[]> echoes = new ArrayList<>();
  private volatile boolean closed;

  /** Lets the service listen on a port of the system's choice, on the loopback. */
  Crowd() throws IOException {
    service = new ServerSocket(0, 4 * CONNECTIONS, InetAddress.getLoopbackAddress());
    service.setSoTimeout(PATIENCE_MILLIS);
    for (int bytes : PAYLOAD_BYTES) {
      messages.add(Ending.Frames.binary(true, bytes));
      echoes.add(Ending.Frames.binary(false, bytes));
    }
  }

  InetAddress address() {
    return service.getInetAddress();
  }

  /** Returns where the service is. */
  HostPort service() {
    return new HostPort(address().getHostAddress(), service.getLocalPort());
  }

  /**
   * Lets a crowd come, talk and go.
   *
   * @throws IOException if something is not as the script has it, or this has been closed
   */
  void round(int proxyPort, Ending ending) throws IOException {
    try {
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket client = entered(new Socket());
        client.connect(new InetSocketAddress(address(), proxyPort), PATIENCE_MILLIS);
        clients.add(client);
      }
      write(clients, REQUEST);
      List<Socket> accepted = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        accepted.add(entered(service.accept()));
      }
      readHeads(accepted);
      write(accepted, ANSWER);
      readHeads(clients);
      for (int i = 0; i < messages.size(); i++) {
        pass(clients, messages.get(i), accepted);
        pass(accepted, echoes.get(i), clients);
      }
      if (ending.clientFirst()) {
        end(clients, ending.ofClient(), accepted, ending.ofService());
      } else {
        end(accepted, ending.ofService(), clients, ending.ofClient());
      }
    } finally {
      closeAll();
    }
  }

  private Socket entered(Socket socket) throws IOException {
    open.add(socket);
    if (closed) {
      throw new EOFException("the warm-up has been ended");
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void write(List<Socket> sockets, byte[] bytes) throws IOException {
    for (Socket socket : sockets) {
      socket.getOutputStream().write(bytes);
    }
  }

  private void pass(List<Socket> from, byte[] bytes, List<Socket> to) throws IOException {
    write(from, bytes);
    for (Socket socket : to) {
      readFully(socket.getInputStream(), bytes.length);
    }
  }

  private void end(List<Socket> first, byte[] bytes, List<Socket> second, byte[] answer)
      throws IOException {
    pass(first, bytes, second);
    pass(second, answer, first);
    finish(first, second);
    finish(second, first);
  }

  private void finish(List<Socket> from, List<Socket> to) throws IOException {
    for (Socket socket : from) {
      socket.shutdownOutput();
    }
    for (Socket socket : to) {
      if (socket.getInputStream().read(read) >= 0) {
        throw new IOException("more than the script has");
      }
    }
  }

  private void readFully(InputStream in, int bytes) throws IOException {
    if (in.readNBytes(read, 0, bytes) < bytes) {
      throw new EOFException();
    }
  }

  private void readHeads(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      InputStream in = socket.getInputStream();
      int length = 0;
      while (!endsHead(length)) {
        int more = in.read(read, length, MAX_HEAD_BYTES - length);
        if (more <= 0) {
          throw new EOFException();
        }
        length += more;
      }
    }
  }

  private boolean endsHead(int length) {
    return length >= 4 && read[length - 1] == '\n' && read[length - 3] == '\n';
  }

  private void closeAll() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  /** Ends a round that is under way, too; from any thread. */
  @Override
  public void close() throws IOException {
    closed = true;
    service.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
