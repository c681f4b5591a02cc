package dev.closewatch.proxy.fault;

import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A service in a process of its own, which can be killed or stopped; sends every byte back. */
final class EchoProcess implements Closeable {
  private static final int BACKLOG = 64;

  private final Process process;
  private final int port;

  private EchoProcess(int port) throws IOException {
    process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                EchoProcess.class.getName(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      this.port = Integer.parseInt(out.readLine());
    }
  }

  /** Starts one that listens on a free port of the loopback. */
  static EchoProcess start() throws IOException {
    return new EchoProcess(0);
  }

  /** Starts one that takes the place of another. */
  static EchoProcess startAt(int port) throws IOException {
    return new EchoProcess(port);
  }

  int port() {
    return port;
  }

  /** Sends a signal by its short name: KILL, STOP, CONT. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("kill -" + name + " failed");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  // ---- in the process itself ----

  /** The argument is the port. */
  public static void main(String[] arguments) throws IOException {
    try (ServerSocket listener = listener(Integer.parseInt(arguments[0]))) {
      System.out.println(listener.getLocalPort());
      while (true) {
        Socket socket = listener.accept();
        Thread thread = new Thread(() -> echo(socket));
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private static ServerSocket listener(int port) throws IOException {
    return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
  }

  private static void echo(Socket socket) {
    try (socket) {
      RawPeer peer = new RawPeer(socket);
      peer.readHead();
      peer.send(RawService.switching(peer.head()));
      socket.setSoTimeout(0);
      byte[] bytes = new byte[65_536];
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        out.write(bytes, 0, n);
      }
    } catch (IOException | UncheckedIOException e) {
      // the connection has ended
    }
  }
}
