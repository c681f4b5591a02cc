package dev.closewatch.proxy.config;

import dev.closewatch.analyzer.policy.OwnReason;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be said of each route; in the file only. */
final class RouteSettings {
  /** The name in the file of the list of routes. */
  static final String ROUTES = "routes";

  static final String FILE_ONLY = "routes can stand in the file only: --config FILE";

  /** Each one has hundreds of series. */
  static final int MOST_ROUTES = 64;

  private static final Predicate<String> NAME_FORM =
      Pattern.compile("[a-z0-9_-]{1,32}").asMatchPredicate();

  static final Setting<String> NAME =
      Setting.one(
          Section.ROUTES,
          "name",
          new Syntax<>(
              "NAME", "required; a-z, 0-9, - and _, at most 32", RouteSettings::name, n -> n),
          "",
          config -> {
            throw ofEachRoute();
          },
          "The label `route` of all that this route does.");
  static final Setting<List<HostPattern>> HOST =
      Setting.many(
          Section.ROUTES,
          "host",
          HostPattern.SYNTAX,
          100,
          List.of(),
          config -> {
            throw ofEachRoute();
          },
          "The hosts that it takes, without ports; *.example.com is every name below example.com."
              + " Without it: any.");
  static final Setting<String> PATH =
      Setting.one(
          Section.ROUTES,
          "path",
          PathPrefix.SYNTAX,
          PathPrefix.ANY,
          config -> {
            throw ofEachRoute();
          },
          "The paths that it takes: this one and those below it.");
  static final Setting<List<UpstreamUrl>> UPSTREAM =
      Setting.many(
          Section.ROUTES,
          "upstream",
          Settings.URL,
          100,
          List.of(),
          config -> {
            throw ofEachRoute();
          },
          "Where its service is, at least one.");
  static final Setting<List<OwnReason>> CAUSES =
      Setting.pairs(
          Section.ROUTES,
          "causes",
          "match",
          "cause",
          Settings.CAUSE,
          200,
          List.of(),
          config -> {
            throw ofEachRoute();
          },
          "What the reasons of this service tell of, before those of all routes.");
  static final Setting<List<String>> POLICY_CODES =
      Setting.many(
          Section.ROUTES,
          "policy-codes",
          PolicyCodeText.SYNTAX,
          100,
          List.of(),
          config -> {
            throw ofEachRoute();
          },
          "Which of its codes mean policy, beside those of all routes; none takes one away.");

  static final Setting<List<CodeMeaning>> MEANINGS =
      Setting.pairs(
          Section.ROUTES,
          "meanings",
          "code",
          "meaning",
          CodeMeaning.SYNTAX,
          100,
          List.of(),
          config -> {
            throw ofEachRoute();
          },
          "What its codes mean, beside those of all routes, which it may say anew.");

  /** All of them, in the order to show them. */
  static final List<Setting<?>> ALL =
      List.of(NAME, HOST, PATH, UPSTREAM, CAUSES, POLICY_CODES, MEANINGS);

  static final Map<String, Setting<?>> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::name, Function.identity()));

  private RouteSettings() {}

  private static RuntimeException ofEachRoute() {
    return new UnsupportedOperationException("each route has its own");
  }

  private static String name(String text) {
    if (!NAME_FORM.test(text)) {
      throw Syntax.wrong(text, "is not a name of a-z, 0-9, - and _, at most 32 characters");
    }
    if (text.equals(RoutesConfig.DEFAULT_ROUTE)) {
      throw Syntax.wrong(text, "is the name of what no route takes: it is given by upstream alone");
    }
    return text;
  }

  /** Returns a route of these values. */
  static RouteConfig route(SettingValues values) {
    return new RouteConfig(
        values.get(NAME),
        values.get(HOST),
        values.get(PATH),
        values.get(UPSTREAM),
        values.get(CAUSES),
        values.get(POLICY_CODES),
        values.get(MEANINGS));
  }

  /** Returns what differs from the defaults, one {@code name=value} a line. */
  static String lines(RouteConfig route) {
    return line(route, HOST, route.hosts())
        + line(route, PATH, route.path())
        + line(route, UPSTREAM, route.upstreams())
        + line(route, CAUSES, route.causes())
        + line(route, POLICY_CODES, route.policyCodes())
        + line(route, MEANINGS, route.meanings());
  }

  private static <T> String line(RouteConfig route, Setting<T> setting, T value) {
    String text = setting.text(value);
    String name = ROUTES + "." + route.name() + "." + setting.name();
    return text.equals(setting.defaultText()) ? "" : name + "=" + text + "\n";
  }
}
