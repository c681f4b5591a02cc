package dev.closewatch.proxy.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.config.DrainConfig;
import dev.closewatch.proxy.config.EventsConfig;
import dev.closewatch.proxy.config.GuardConfig;
import dev.closewatch.proxy.config.HostHeader;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.PrivacyConfig;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.config.RouteConfig;
import dev.closewatch.proxy.config.RoutesConfig;
import dev.closewatch.proxy.config.TlsConfig;
import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.config.UpstreamUrl;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.relay.Tap;
import dev.closewatch.proxy.server.ProxyServer;
import dev.closewatch.proxy.server.StartException;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The product under test, on free ports, with what its metrics and API say of it. */
public final class Proxy implements Closeable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ProxyServer server;

  private Proxy(ProxyServer server) {
    this.server = server;
  }

  /** The settings of a test: short times, and otherwise what a user gets. */
  public static final class Settings {
    public int port;
    public boolean reusePort;
    public TransportChoice transport = TransportChoice.AUTO;
    public Duration warmup;
    public Tap.Factory taps = analyzer -> analyzer::read;
    public List<Cidr> trustedProxies = List.of();
    public HostHeader hostHeader = HostHeader.KEEP;
    public Duration drainDelay = Duration.ZERO;
    public Duration drainTime = Duration.ofSeconds(3);
    public int drainCode = DrainConfig.DEFAULTS.code();
    public Duration closeTimeout = Duration.ofSeconds(1);
    public Duration handshakeTimeout = Duration.ofSeconds(10);
    public Duration connectTimeout = Duration.ofSeconds(5);
    public Duration responseTimeout = Duration.ofSeconds(10);
    public Duration halfCloseTimeout = Duration.ofSeconds(60);
    public Duration idleTimeout;
    public int maxConnections;
    public List<RouteConfig> routes = List.of();
    public List<HostPort> dnsServers = List.of();
    public WatchConfig watch = WatchConfig.DEFAULTS;
    public int bufferBytes = 65_536;
    public EventsConfig events = EventsConfig.DEFAULTS;
    public AdminAccess adminAccess = AdminAccess.DEFAULTS;
    public PrivacyConfig privacy = PrivacyConfig.DEFAULTS;
    public boolean proxyProtocol;
    public Integer maxConnectionsPerPeer;
    public boolean shedding; // a busy machine must not decide what a test sees
    public Duration bodyTimeout = Duration.ofSeconds(60);

    private GuardConfig guards() {
      return new GuardConfig(
          proxyProtocol,
          Optional.ofNullable(maxConnectionsPerPeer),
          Optional.ofNullable(bodyTimeout),
          shedding);
    }

    public TlsConfig tls = TlsConfig.DEFAULTS;

    /** The scheme and the host of the upstreams. */
    public String upstreamHost = "http://127.0.0.1";

    private List<UpstreamUrl> upstreams(int... ports) {
      return IntStream.of(ports).mapToObj(p -> UpstreamUrl.parse(upstreamHost + ":" + p)).toList();
    }

    /** Starts it in front of these ports of the loopback; none if it has routes. */
    public Proxy start(int... upstreamPorts) {
      return start(upstreams(upstreamPorts));
    }

    /** Starts it in front of these. */
    public Proxy start(List<UpstreamUrl> upstreams) {
      ProxyConfig config =
          new ProxyConfig(
              new HostPort("127.0.0.1", port),
              reusePort,
              new HostPort("127.0.0.1", 0),
              new RoutesConfig(upstreams, routes, dnsServers),
              new DrainConfig(drainDelay, drainTime, drainCode),
              closeTimeout,
              handshakeTimeout,
              connectTimeout,
              responseTimeout,
              idleTimeout,
              halfCloseTimeout,
              Duration.ofSeconds(60),
              maxConnections,
              16_384,
              bufferBytes,
              trustedProxies,
              hostHeader,
              List.of("x-request-id", "cf-ray", "traceparent"),
              Set.of(),
              transport,
              warmup,
              watch,
              events,
              adminAccess,
              privacy,
              guards(),
              tls);
      try {
        return new Proxy(ProxyServer.start(config, "test", taps));
      } catch (StartException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Starts it in front of a port of the loopback, as a user would. */
  public static Proxy inFrontOf(int upstreamPort) {
    return new Settings().start(upstreamPort);
  }

  public ProxyServer server() {
    return server;
  }

  public int port() {
    return server.relayPort();
  }

  /** Returns the request of a browser-like client. */
  public String upgradeRequest(String path, String... headers) {
    StringBuilder request =
        new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\n")
            .append("Upgrade: websocket\r\nConnection: Upgrade\r\n")
            .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  /** A client and the service, with an open WebSocket connection through the proxy between them. */
  public record Pair(RawPeer client, RawPeer service) implements Closeable {
    @Override
    public void close() {
      client.close();
      service.close();
    }
  }

  /** Opens a connection; the headers are the client's. */
  public Pair open(RawService service, String... headers) {
    return open(service, RawPeer.connect(port()), headers);
  }

  /** Opens a connection of a client whose system takes little that it does not read. */
  public Pair open(RawService service, int receiveBufferBytes) {
    return open(service, RawPeer.connect(port(), receiveBufferBytes));
  }

  /** Opens a connection of a client that has connected. */
  public Pair open(RawService service, RawPeer client, String... headers) {
    client.send(upgradeRequest("/chat?token=secret", headers));
    RawPeer accepted = service.acceptWebSocket();
    client.readHead();
    return new Pair(client, accepted);
  }

  /** Returns what a scrape says now. */
  public Metrics metrics() {
    return new Metrics(get("/metrics").body());
  }

  /** Returns the answer of the admin port. */
  public HttpResponse<String> get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + server.adminPort() + path);
    try {
      return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns what the API answers. */
  public JsonNode json(String path) {
    try {
      return JSON.readTree(get(path).body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for so many closes and returns them, newest first. */
  public List<JsonNode> closes(int count) {
    JsonNode closes =
        Eventually.get(
            count + " closes",
            () -> json("/api/closes?limit=1000").get("closes"),
            list -> list.size() >= count);
    return IntStream.range(0, closes.size()).mapToObj(closes::get).toList();
  }

  /** Waits for a handshake that was not upgraded and returns the newest. */
  public JsonNode newestHandshake() {
    return Eventually.get(
        "a handshake",
        () -> json("/api/handshakes").at("/handshakes/0"),
        handshake -> !handshake.isMissingNode());
  }

  /** Waits for the one close there is to be. */
  public JsonNode onlyClose() {
    return closes(1).get(0);
  }

  /** Waits until nothing is open any more, and returns the figures. */
  public Metrics atRest() {
    return Eventually.get(
        "nothing open", this::metrics, m -> m.sum("closewatch_connections_active") == 0);
  }

  @Override
  public void close() {
    server.close();
  }
}
