package dev.closewatch.proxy.admin;

import dev.closewatch.proxy.config.AdminTokens;
import dev.closewatch.proxy.config.IpAddress;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is answered on the admin port.
 *
 * <pre>
 *   /health/live, /health/ready -------------------------------------> answered
 *     | else
 *   the right token -------------------------------------------------> answered
 *     | else: it may be somebody else's web site, in a browser near us
 *   a Host that is not ours: a name that was made to lead here ------> 421
 *   asked for by another site --------------------------------------->  403
 *     | else
 *   the page itself, which holds no data, or no token is asked for --> answered
 *   else -----------------------------------------------------------> 401
 * </pre>
 *
 * <p>No answer has a CORS header, so no other site's script ever reads one.
 */
final class Access implements Handler<RoutingContext> {
  private static final String SCHEME = "bearer ";
  private static final String CHALLENGE = "Bearer realm=\"closewatch\"";
  private static final Set<String> HEALTH = Set.of("/health/live", "/health/ready");
  private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final Supplier<@Nullable AdminTokens> tokens;
  private final Set<String> hosts;

  /**
   * Takes what is let in.
   *
   * @param tokens those that hold now, null if none is asked for
   * @param hosts names beside localhost, in lower case
   */
  Access(Supplier<@Nullable AdminTokens> tokens, List<String> hosts) {
    this.tokens = tokens;
    this.hosts = Set.copyOf(hosts);
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = path(context);
    AdminTokens known = tokens.get();
    boolean authorized = known != null && authorized(request, known);
    if (HEALTH.contains(path) || authorized) {
      context.next();
    } else if (!isOurHost(request)) {
      AdminRoutes.error(
          context, 421, "this is not answered under that name; --admin-hosts can list it");
    } else if (isOfAnotherSite(request)) {
      AdminRoutes.error(context, 403, "another web site must not ask for this");
    } else if (known == null || isPage(path)) {
      context.next();
    } else {
      boolean tried = request.headers().contains(HttpHeaders.AUTHORIZATION);
      context
          .response()
          .putHeader(
              "WWW-Authenticate", tried ? CHALLENGE + ", error=\"invalid_token\"" : CHALLENGE);
      AdminRoutes.error(
          context,
          401,
          tried
              ? "this is not the token of this admin port"
              : "this needs the admin token: Authorization: Bearer TOKEN");
    }
  }

  /** As the router sees it: /health/../api/closes is no question about health. */
  private static String path(RoutingContext context) {
    try {
      return context.normalizedPath();
    } catch (IllegalArgumentException e) {
      return ""; // badly encoded, as the router will say to whom it concerns
    }
  }

  private static boolean isPage(String path) {
    return path.equals("/") || path.startsWith(PageRoutes.PREFIX);
  }

  private static boolean authorized(HttpServerRequest request, AdminTokens known) {
    List<String> values = request.headers().getAll(HttpHeaders.AUTHORIZATION);
    if (values.size() != 1 || !values.get(0).toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return false;
    }
    return known.accept(values.get(0).substring(SCHEME.length()).strip());
  }

  /** A browser always says which name it asks for; who says none is no browser. */
  private boolean isOurHost(HttpServerRequest request) {
    List<String> values = request.headers().getAll(HttpHeaders.HOST);
    return values.isEmpty() || (values.size() == 1 && isOurHost(values.get(0)));
  }

  private boolean isOurHost(String authority) {
    String host = authority.replaceFirst(":[0-9]{0,5}$", "").toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      return IpAddress.parse(host.substring(1, host.length() - 1)) != null;
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return name.equals("localhost")
        || name.endsWith(".localhost") // never of a name server: RFC 6761 section 6.3
        || (name.indexOf(':') < 0 && IpAddress.parse(name) != null)
        || hosts.contains(name);
  }

  /**
   * Returns whether a browser asks on behalf of another site: it says so itself. To follow a link
   * to here is no harm as long as nothing changes.
   */
  private static boolean isOfAnotherSite(HttpServerRequest request) {
    boolean harmless = HARMLESS.contains(request.method());
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return !(harmless && "navigate".equals(request.getHeader("Sec-Fetch-Mode")));
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    String host = request.getHeader(HttpHeaders.HOST);
    return !harmless && origin != null && !origin.replaceFirst("^https?://", "").equals(host);
  }
}
