package dev.closewatch.proxy.process;

import dev.closewatch.proxy.command.Commands;
import dev.closewatch.proxy.command.DemoOptions;
import dev.closewatch.proxy.command.Runner;
import dev.closewatch.proxy.config.ConfigSource;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.Version;
import dev.closewatch.proxy.server.ProxyServer;
import dev.closewatch.proxy.server.StartException;
import dev.closewatch.proxy.server.Transports;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * A short run of {@code proxy} by itself, from the command line to the end, so that the JVM sees
 * which classes it takes and can put them into a class-data archive. Nothing outside the loopback
 * is needed.
 */
public final class Rehearsal implements Runner {
  private static final List<String> ASKED =
      List.of("/health/ready", "/metrics", "/api/closes", "/api/peers", "/");

  private Rehearsal() {}

  /** Exits with 0 if all went well. */
  public static void main(String[] arguments) throws ClassNotFoundException {
    Class.forName("dev.closewatch.proxy.Main"); // what a start loads and this one does not
    Class.forName(Processes.class.getName());
    Transports.prepare();
    Commands commands = new Commands(new Rehearsal(), Map.of(), System.out, System.err);
    System.exit(
        commands.run(
            "proxy",
            "--upstream",
            "http://127.0.0.1:9",
            "--listen",
            "127.0.0.1:0",
            "--admin",
            "127.0.0.1:0",
            "--warmup",
            "1s"));
  }

  @Override
  public int proxy(ProxyConfig config, ConfigSource source) {
    new Termination().listen();
    try (ProxyServer server = ProxyServer.start(config, Version.number())) {
      server.ready().get();
      for (String path : ASKED) {
        ask(server.adminPort(), path);
      }
      server.startLine();
      server.drain();
      return 0;
    } catch (StartException | IOException | ExecutionException e) {
      System.err.println("closewatch: the rehearsal failed: " + e);
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** Without the JDK's HTTP client, whose classes would go into the archive as well. */
  private static void ask(int port, String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }

  @Override
  public int demo(DemoOptions options) {
    throw new IllegalStateException("only the proxy is rehearsed");
  }
}
