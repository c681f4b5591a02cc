package dev.closewatch.proxy.admin;

import dev.closewatch.analyzer.TrafficAnalyzer;
import dev.closewatch.analyzer.finding.FindingText;
import dev.closewatch.analyzer.peer.PeerId;
import dev.closewatch.analyzer.peer.PeerView;
import dev.closewatch.analyzer.sketch.HeavyItem;
import dev.closewatch.analyzer.sketch.Window;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.PeerCount;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.event.PeerJson;
import dev.closewatch.proxy.event.SafeJson;
import dev.closewatch.proxy.report.PeerReport;
import dev.closewatch.proxy.watch.Watch;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who misbehaves, and what is amiss as a whole.
 *
 * <table>
 *   <caption>Paths</caption>
 *   <tr><td>{@code /api/peers}</td><td>peers: {@code flagged}, {@code side}, {@code sort}</td></tr>
 *   <tr><td>{@code /api/peers/192.0.2.7}</td><td>one of them; {@code side} if both have it</td></tr>
 *   <tr><td>{@code /api/peers/192.0.2.7/report}</td><td>a page of Markdown about it</td></tr>
 *   <tr><td>{@code /api/top-peers}</td><td>the heaviest, by what happened and window</td></tr>
 *   <tr><td>{@code /api/findings}</td><td>findings, with {@code lang}</td></tr>
 *   <tr><td>{@code /api/unmatched-reasons}</td><td>reasons that told no cause</td></tr>
 * </table>
 */
final class PeerRoutes {
  private static final String PREFIX = "/api/peers/";
  private static final String REPORT = "/report";
  private static final int ANSWER_SECONDS = 5;
  private static final int MOST_TOP = 20;
  private static final int REPORT_CLOSES = 200;

  /** What a list of peers can be sorted by; the largest, or the latest, first. */
  private static final Map<String, Comparator<PeerView>> ORDERS = orders();

  /** Sends what the watch has answered. */
  interface Answers {
    /** Makes JSON of it off the event loop and sends that. */
    void json(RoutingContext context, Callable<Buffer> body);

    /** Makes Markdown of it off the event loop and sends that. */
    void markdown(RoutingContext context, Callable<Buffer> body);

    /** There is no such thing. */
    void notFound(RoutingContext context, String message);
  }

  private final Watch watch;
  private final EventHistory history;
  private final Answers answers;

  PeerRoutes(Watch watch, EventHistory history, Answers answers) {
    this.watch = watch;
    this.history = history;
    this.answers = answers;
  }

  private static Map<String, Comparator<PeerView>> orders() {
    Comparator<PeerView> flags = Comparator.comparing(peer -> peer.flags().size());
    Comparator<PeerView> closes = Comparator.comparing(PeerRoutes::closes);
    Map<String, Comparator<PeerView>> orders = new LinkedHashMap<>();
    orders.put("flags", flags.thenComparing(closes).reversed());
    orders.put("closes", closes.reversed());
    orders.put("opened", Comparator.comparing(PeerView::opened).reversed());
    orders.put("open", Comparator.comparing(PeerView::open).reversed());
    orders.put("lastSeen", Comparator.comparing(PeerView::lastSeen).reversed());
    return orders;
  }

  private static long closes(PeerView peer) {
    return peer.closes().values().stream().mapToLong(Long::longValue).sum();
  }

  void mount(Router router) {
    get(router, "/api/peers", this::all);
    get(router, PREFIX + "*", this::one);
    get(router, "/api/top-peers", this::top);
    get(router, "/api/findings", this::findings);
    get(router, "/api/unmatched-reasons", this::unmatched);
  }

  private static void get(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
  }

  private void all(RoutingContext context) {
    Parameters parameters =
        new Parameters(context.queryParams(), Set.of("flagged", "side", "sort", Parameters.LIMIT));
    int limit = parameters.limit();
    Boolean flagged = flagged(parameters.text("flagged"));
    Sender side = side(parameters.text("side"));
    Comparator<PeerView> order = order(parameters.text("sort"));
    Predicate<PeerView> filter =
        peer ->
            (flagged == null || flagged != peer.flags().isEmpty())
                && (side == null || side == peer.id().side());
    ask(
        context,
        watch.ask(analyzer -> analyzer.peers().views(filter, order, limit + 1)),
        peers -> answers.json(context, () -> ApiJson.list("peers", peers, limit, PeerJson::write)));
  }

  private void one(RoutingContext context) {
    String path = context.request().path();
    boolean report = path.endsWith(REPORT) && path.length() > PREFIX.length() + REPORT.length();
    String encoded =
        path.substring(PREFIX.length(), path.length() - (report ? REPORT.length() : 0));
    String name = QueryStringDecoder.decodeComponent(encoded.replace("+", "%2B"));
    Sender side = side(new Parameters(context.queryParams(), Set.of("side")).text("side"));
    ask(
        context,
        watch.ask(analyzer -> find(analyzer, name, side)),
        found -> {
          if (found.isEmpty()) {
            answers.notFound(context, "this peer is not remembered");
          } else if (report) {
            answers.markdown(context, () -> Buffer.buffer(report(found.get(0))));
          } else {
            answers.json(context, () -> ApiJson.value(json -> PeerJson.write(json, found.get(0))));
          }
        });
  }

  private static List<PeerView> find(TrafficAnalyzer analyzer, String name, @Nullable Sender side) {
    List<PeerView> found = new ArrayList<>();
    for (Sender each : Sender.values()) {
      PeerView peer = analyzer.peers().view(new PeerId(each, name));
      if (peer != null && (side == null || side == each)) {
        found.add(peer);
      }
    }
    return found;
  }

  private String report(PeerView peer) {
    String name = peer.id().name();
    boolean client = peer.id().side() == Sender.CLIENT;
    return PeerReport.of(
        peer,
        history.closes(
            close ->
                name.equals(
                    client ? close.opening().client().peer() : close.opening().service().peer()),
            REPORT_CLOSES),
        Instant.now());
  }

  private record Heaviest(PeerCount what, Sender side, Window window, List<HeavyItem> peers) {}

  private void top(RoutingContext context) {
    noParameters(context);
    ask(
        context,
        watch.ask(PeerRoutes::heaviest),
        all ->
            answers.json(
                context,
                () ->
                    ApiJson.list(
                        "top",
                        all,
                        all.size(),
                        (json, one) -> {
                          json.writeStartObject();
                          json.writeStringField("kind", one.what().label());
                          json.writeStringField("side", one.side().label());
                          json.writeStringField("window", one.window().label());
                          json.writeArrayFieldStart("peers");
                          for (HeavyItem item : one.peers()) {
                            json.writeStartObject();
                            SafeJson.text(json, "peer", item.item());
                            json.writeNumberField("closes", item.estimate());
                            json.writeNumberField("atLeast", item.lowerBound());
                            json.writeNumberField("atMost", item.upperBound());
                            json.writeEndObject();
                          }
                          json.writeEndArray();
                          json.writeEndObject();
                        })));
  }

  private static List<Heaviest> heaviest(TrafficAnalyzer analyzer) {
    long nowNanos = System.nanoTime();
    List<Heaviest> all = new ArrayList<>();
    for (PeerCount what : PeerCount.values()) {
      for (Sender side : Sender.values()) {
        for (Window window : Window.values()) {
          all.add(
              new Heaviest(
                  what,
                  side,
                  window,
                  analyzer.heaviestPeers(what, side, MOST_TOP, window, nowNanos)));
        }
      }
    }
    return all;
  }

  private void findings(RoutingContext context) {
    Lang language = new Parameters(context.queryParams(), Set.of(Parameters.LANG)).lang();
    ask(
        context,
        watch.ask(TrafficAnalyzer::findings),
        findings ->
            answers.json(
                context,
                () ->
                    ApiJson.list(
                        "findings",
                        findings,
                        findings.size(),
                        (json, finding) ->
                            PeerJson.write(json, finding, FindingText.of(finding, language)))));
  }

  private void unmatched(RoutingContext context) {
    noParameters(context);
    ask(
        context,
        watch.unmatchedReasons(),
        byRoute ->
            answers.json(
                context,
                () ->
                    ApiJson.list(
                        "reasons",
                        List.copyOf(byRoute.entrySet()),
                        byRoute.size(),
                        (json, route) -> {
                          json.writeStartObject();
                          json.writeStringField("route", route.getKey());
                          json.writeArrayFieldStart("unmatched");
                          for (var row : route.getValue()) {
                            json.writeStartObject();
                            SafeJson.text(json, "reason", row.example());
                            json.writeNumberField("count", row.count());
                            SafeJson.text(json, "line", row.line());
                            json.writeEndObject();
                          }
                          json.writeEndArray();
                          json.writeEndObject();
                        })));
  }

  private static <T> void ask(
      RoutingContext context, CompletableFuture<T> answer, Handler<T> then) {
    Future.fromCompletionStage(answer, context.vertx().getOrCreateContext())
        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
        .onSuccess(then)
        .onFailure(context::fail);
  }

  private static void noParameters(RoutingContext context) {
    new Parameters(context.queryParams(), Set.of());
  }

  private static @Nullable Boolean flagged(@Nullable String text) {
    return text == null ? null : choice("flagged", text, Map.of("true", true, "false", false)::get);
  }

  private static @Nullable Sender side(@Nullable String text) {
    return text == null
        ? null
        : choice(
            "side",
            text,
            word ->
                Arrays.stream(Sender.values())
                    .filter(side -> side.label().equals(word))
                    .findFirst()
                    .orElse(null));
  }

  private static Comparator<PeerView> order(@Nullable String text) {
    return choice("sort", text == null ? "flags" : text, ORDERS::get);
  }

  private static <T> T choice(String name, String text, Function<String, @Nullable T> find) {
    T found = find.apply(text);
    if (found == null) {
      String words =
          switch (name) {
            case "flagged" -> "true or false";
            case "side" -> "client or service";
            default -> "one of " + String.join(", ", ORDERS.keySet());
          };
      throw new BadParameter(name, "must be " + words, text);
    }
    return found;
  }
}
