package dev.closewatch.analyzer.event;

import dev.closewatch.analyzer.frame.ReservedBits;
import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.stack.ClientStacks;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection when it opens. Texts from the wire are untrusted; whoever fills
 * this in has bounded their lengths.
 *
 * @param id unique among all connections of all replicas
 * @param requestId what other systems call this connection, or null
 * @param proxy where it was seen
 * @param route the configured route that it took
 * @param openedAt wall time, for display
 * @param openedNanos the same moment on the monotonic clock that times everything else
 * @param client the endpoint that connected
 * @param service the endpoint behind the proxy
 * @param request what the handshake asked for
 * @param reservedBits what the accepted extensions allow
 */
public record Opening(
    String id,
    @Nullable String requestId,
    Observer proxy,
    String route,
    Instant openedAt,
    long openedNanos,
    Client client,
    Service service,
    Request request,
    ReservedBits reservedBits) {

  /** The process that saw it: an instance name and the version of closewatch. */
  public record Observer(String instance, String version) {}

  /**
   * The client.
   *
   * @param peer the identity that it is counted under
   * @param address its address without the port
   * @param userAgent its User-Agent, or null
   * @param stack what that says of its habits
   * @param cohort what the operator groups clients by, an app version say, or null
   */
  public record Client(
      String peer,
      String address,
      @Nullable String userAgent,
      ClientStack stack,
      @Nullable String cohort) {
    /** A client of no cohort; its stack is told by its User-Agent. */
    public Client(String peer, String address, @Nullable String userAgent) {
      this(peer, address, userAgent, ClientStacks.shipped().of(userAgent), null);
    }
  }

  /** The service instance, by the identity that it is counted under: host and port. */
  public record Service(String peer) {}

  /**
   * The handshake.
   *
   * @param path without the query
   * @param subprotocol the one accepted, or null
   * @param extensions the ones accepted, as the 101 lists them
   */
  public record Request(
      @Nullable String host,
      String path,
      @Nullable String origin,
      @Nullable String subprotocol,
      List<String> extensions) {
    /** Keeps a copy of the list. */
    public Request {
      extensions = List.copyOf(extensions);
    }
  }
}
