package dev.closewatch.proxy.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The live page: {@code /}, and under {@code /page/} the scripts, styles and words that it is made
 * of. They come from the jar, are held in memory, and are all there is: no path leads to a file.
 *
 * <p>A browser may keep them, but asks each time whether they are still the same: the same address
 * gives something else once closewatch has been updated.
 */
final class PageRoutes {
  /** Everything from here, nothing inline, and no way to make markup or code of a text. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  /** Below it are the parts of the page. */
  static final String PREFIX = "/page/";

  private static final String ROOM = "page/";
  private static final String HTML = "index.html";

  /** What {@code /page/} serves. */
  static final List<String> FILES =
      List.of(
          "theme.js",
          "icon.svg",
          "css/base.css",
          "css/cards.css",
          "css/codes.css",
          "css/colours.css",
          "css/header.css",
          "css/lists.css",
          "css/live.css",
          "css/sheet.css",
          "css/timeline.css",
          "js/address.js",
          "js/api.js",
          "js/barchart.js",
          "js/closes.js",
          "js/codes.js",
          "js/compare.js",
          "js/detail.js",
          "js/element.js",
          "js/evidence.js",
          "js/feed.js",
          "js/filters.js",
          "js/findings.js",
          "js/flags.js",
          "js/format.js",
          "js/handshakes.js",
          "js/header.js",
          "js/kinds.js",
          "js/ledger.js",
          "js/legend.js",
          "js/live.js",
          "js/main.js",
          "js/match.js",
          "js/paint.js",
          "js/peers.js",
          "js/session.js",
          "js/sheet.js",
          "js/standing.js",
          "js/standout.js",
          "js/stream.js",
          "js/tally.js",
          "js/tiles.js",
          "js/timeline.js",
          "js/topics.js",
          "js/totals.js",
          "js/words.js",
          // The chart library, which the build puts there.
          "uplot/LICENSE",
          "uplot/uPlot.iife.min.js",
          "uplot/uPlot.min.css",
          "words/en.json",
          "words/vi.json");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml");

  private PageRoutes() {}

  static void mount(Router router) {
    Asset page = Asset.of(HTML);
    get(router, "/").handler(context -> sendPage(context.response(), page));
    for (String file : FILES) {
      Asset asset = Asset.of(file);
      get(router, PREFIX + file).handler(context -> send(context, asset));
    }
  }

  private static Route get(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  private static void sendPage(HttpServerResponse response, Asset page) {
    response
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    send(response, page);
  }

  private static void send(RoutingContext context, Asset asset) {
    HttpServerResponse response = context.response();
    response
        .putHeader(HttpHeaders.ETAG, asset.tag())
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    if (known != null && Arrays.asList(known.split(" *, *", -1)).contains(asset.tag())) {
      response.setStatusCode(304).end();
    } else {
      send(response, asset);
    }
  }

  private static void send(HttpServerResponse response, Asset asset) {
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, asset.type())
        .putHeader("X-Content-Type-Options", "nosniff")
        // By itself Vert.x says it for GET only.
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(asset.body().length()))
        .end(asset.body());
  }

  /** One file: its media type, its bytes, and a tag that changes with them. */
  private record Asset(String type, Buffer body, String tag) {
    static Asset of(String file) {
      try (InputStream in = PageRoutes.class.getResourceAsStream(ROOM + file)) {
        if (in == null) {
          throw new IllegalStateException("the jar has no " + ROOM + file);
        }
        byte[] bytes = in.readAllBytes();
        String ending = file.substring(file.lastIndexOf('.') + 1);
        String type = TYPES.getOrDefault(ending, "text/plain; charset=utf-8");
        return new Asset(type, Buffer.buffer(bytes), tagOf(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + ROOM + file + " failed", e);
      }
    }

    private static String tagOf(byte[] bytes) {
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
        return '"' + HexFormat.of().formatHex(hash, 0, 8) + '"';
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JVM has SHA-256", e);
      }
    }
  }
}
