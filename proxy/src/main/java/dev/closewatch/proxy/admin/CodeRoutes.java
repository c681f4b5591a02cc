package dev.closewatch.proxy.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.proxy.catalogue.Catalogue;
import dev.closewatch.proxy.catalogue.Entry;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;

/**
 * The catalogue of close codes as JSON, in English or, with {@code ?lang=vi}, in Vietnamese.
 *
 * <table>
 *   <caption>Paths</caption>
 *   <tr><td>{@code /api/codes}</td><td>{@code {"codes":[Entry...]}}</td></tr>
 *   <tr><td>{@code /api/codes/1005}</td><td>an {@link Entry}; the code can be an id as well</td></tr>
 *   <tr><td>{@code /api/codes/1005/vs/1008}</td>
 *     <td>a {@link dev.closewatch.proxy.catalogue.Comparison}</td></tr>
 * </table>
 */
final class CodeRoutes {
  private static final String CODE = "code";
  private static final String OTHER_CODE = "otherCode";
  private static final JsonMapper MAPPER = new JsonMapper();

  private final BiConsumer<RoutingContext, Callable<Buffer>> answer;

  /**
   * Takes what sends an answer.
   *
   * @param answer makes the body off the event loop and sends it; a {@link BadParameter} becomes a
   *     400
   */
  CodeRoutes(BiConsumer<RoutingContext, Callable<Buffer>> answer) {
    this.answer = answer;
  }

  void mount(Router router) {
    get(router, "/api/codes", this::all);
    get(router, "/api/codes/:" + CODE, this::one);
    get(router, "/api/codes/:" + CODE + "/vs/:" + OTHER_CODE, this::two);
  }

  private static void get(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
  }

  private void all(RoutingContext context) {
    Lang lang = lang(context);
    answer.accept(context, () -> json(Map.of("codes", Catalogue.shipped().all(lang))));
  }

  private void one(RoutingContext context) {
    Lang lang = lang(context);
    String code = context.pathParam(CODE);
    answer.accept(context, () -> json(entry(code, lang)));
  }

  private void two(RoutingContext context) {
    Lang lang = lang(context);
    String code = context.pathParam(CODE);
    String other = context.pathParam(OTHER_CODE);
    answer.accept(
        context, () -> json(Catalogue.shipped().compare(entry(code, lang), entry(other, lang))));
  }

  private static Lang lang(RoutingContext context) {
    return new Parameters(context.queryParams(), Set.of(Parameters.LANG)).lang();
  }

  private static Entry entry(String code, Lang lang) {
    return Catalogue.shipped()
        .find(code, lang)
        .orElseThrow(() -> new BadParameter(CODE, "must be a number, " + Catalogue.CODES, code));
  }

  private static Buffer json(Object value) throws JsonProcessingException {
    return Buffer.buffer(MAPPER.writeValueAsBytes(value));
  }
}
