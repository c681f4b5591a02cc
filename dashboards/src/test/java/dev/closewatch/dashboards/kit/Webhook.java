package dev.closewatch.dashboards.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who Alertmanager tells: keeps each alert of each notification. */
public final class Webhook implements Closeable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<Told> told = new CopyOnWriteArrayList<>();

  /**
   * One alert in one notification.
   *
   * @param path where it was sent to
   */
  public record Told(String path, JsonNode alert) {
    /** Returns "firing" or "resolved". */
    public String status() {
      return alert.path("status").asText();
    }

    public String label(String name) {
      return alert.path("labels").path(name).asText();
    }

    public String annotation(String name) {
      return alert.path("annotations").path(name).asText();
    }
  }

  public Webhook() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            JsonNode notification = JSON.readTree(exchange.getRequestBody());
            String path = exchange.getRequestURI().getPath();
            notification.path("alerts").forEach(alert -> told.add(new Told(path, alert)));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Returns all that it was told, in order. */
  public List<Told> told() {
    return List.copyOf(told);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
