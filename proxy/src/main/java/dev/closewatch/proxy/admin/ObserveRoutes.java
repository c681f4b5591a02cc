package dev.closewatch.proxy.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.closewatch.proxy.observe.Shedding;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/observe}: whether new connections are read, of all routes or of one; an administrator
 * can switch it off when closewatch itself is suspected.
 */
final class ObserveRoutes {
  private static final Logger LOG = System.getLogger(ObserveRoutes.class.getName());
  static final String PATH = "/api/observe";
  private static final JsonFactory JSON = new JsonFactory();

  /** What is asked for. */
  private record Wish(boolean on, @Nullable String route) {}

  private final Shedding shedding;

  ObserveRoutes(Shedding shedding) {
    this.shedding = shedding;
  }

  void mount(Router router) {
    AdminRoutes.get(router, PATH, this::show);
    ControlRoutes.post(router, PATH, this::change);
  }

  private void show(RoutingContext context) {
    AdminRoutes.sendJson(context, 200, state());
  }

  private void change(RoutingContext context) {
    Buffer body = context.body().buffer();
    Wish wish;
    try {
      wish = wish(body == null ? new byte[0] : body.getBytes());
    } catch (IOException e) {
      String form = "the body has to be {\"on\": true} or {\"on\": false, \"route\": \"NAME\"}";
      AdminRoutes.error(context, 400, form);
      return;
    }
    String route = wish.route();
    if (route == null) {
      shedding.observe(wish.on());
    } else if (shedding.routes().contains(route)) {
      shedding.observe(route, wish.on());
    } else {
      AdminRoutes.error(context, 404, "there is no such route");
      return;
    }
    LOG.log(
        Level.INFO,
        "by the admin port: connections that open on {0} are {1}",
        route == null ? "any route" : "route " + route,
        wish.on() ? "read" : "relayed unread");
    show(context);
  }

  private static Wish wish(byte[] body) throws IOException {
    Boolean on = null;
    String route = null;
    try (JsonParser parser = JSON.createParser(body)) {
      require(parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("on") && on == null) {
          require(value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE);
          on = value == JsonToken.VALUE_TRUE;
        } else {
          require(name.equals("route") && route == null && value == JsonToken.VALUE_STRING);
          route = parser.getText();
        }
      }
      require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
    }
    if (on == null) {
      throw new IOException("not what is asked for");
    }
    return new Wish(on, route);
  }

  private static void require(boolean asItShouldBe) throws IOException {
    if (!asItShouldBe) {
      throw new IOException("not what is asked for");
    }
  }

  private Buffer state() {
    return ApiJson.value(
        out -> {
          out.writeStartObject();
          out.writeBooleanField("on", shedding.routes().stream().allMatch(shedding::observed));
          out.writeArrayFieldStart("routes");
          for (String route : shedding.routes()) {
            out.writeStartObject();
            out.writeStringField("route", route);
            out.writeBooleanField("on", shedding.observed(route));
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeObjectFieldStart("shedding");
          out.writeNumberField("level", shedding.step().level());
          out.writeStringField("step", shedding.step().label());
          out.writeEndObject();
          out.writeEndObject();
        });
  }
}
