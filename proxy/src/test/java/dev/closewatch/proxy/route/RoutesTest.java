package dev.closewatch.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.analyzer.policy.PolicyCodes;
import dev.closewatch.analyzer.policy.ReasonWords;
import dev.closewatch.proxy.config.HostPattern;
import dev.closewatch.proxy.config.UpstreamUrl;
import dev.closewatch.proxy.upstream.KnownUpstreams;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which route a request takes. */
class RoutesTest {
  private static final CauseFinder CAUSES =
      new CauseFinder(ReasonWords.shipped(), PolicyCodes.DEFAULTS);

  private static final List<Routes.Place> PLACES =
      List.of(
          place("exact", "/", "chat.example.com"),
          place("exact-path", "/chat", "chat.example.com"),
          place("exact-deeper", "/chat/room", "chat.example.com"),
          place("below", "/", "*.example.com"),
          place("below-longer", "/", "*.eu.example.com"),
          place("below-path", "/live", "*.example.com", "*.example.org"),
          place("v6", "/", "[2001:db8::1]"),
          place("v4", "/", "192.0.2.1"),
          place("any-path", "/chat", new String[0]),
          place("any-escaped", "/caf%C3%A9", new String[0]));

  static Stream<Arguments> requests() {
    return Stream.of(
        // hosts: without their port, in any case, with a dot at the end
        arguments("chat.example.com", "/", "exact"),
        arguments("chat.example.com:8443", "/", "exact"),
        arguments("CHAT.Example.COM.", "/", "exact"),
        arguments("chat.example.com.:443", "/", "exact"),
        arguments("www.example.com", "/", "below"),
        arguments("a.b.c.example.com", "/", "below"),
        arguments("a.eu.example.com", "/", "below-longer"),
        arguments("eu.example.com", "/", "below"),
        arguments("example.com", "/", "default"),
        arguments("notexample.com", "/", "default"),
        arguments("x-chat.example.com.evil.test", "/", "default"),
        arguments("[2001:db8::1]", "/", "v6"),
        arguments("[2001:DB8:0:0::1]:8080", "/", "v6"),
        arguments("[2001:db8::2]", "/", "default"),
        arguments("192.0.2.1:80", "/", "v4"),
        arguments(null, "/", "default"),
        arguments("", "/", "default"),
        // no hosts at all
        arguments("chat.example.com@evil.test", "/", "default"),
        arguments("chat.example.com:80:80", "/", "default"),
        arguments("chat.example.com:x", "/", "default"),
        arguments("[2001:db8::1", "/", "default"),
        arguments("[2001:db8::1]x", "/", "default"),
        arguments("..example.com", "/", "below"),
        // paths: whole parts, raw, and the longest
        arguments("chat.example.com", "/chat", "exact-path"),
        arguments("chat.example.com", "/chat/", "exact-path"),
        arguments("chat.example.com", "/chat?token=/chat/room", "exact-path"),
        arguments("chat.example.com", "/chat/room/7", "exact-deeper"),
        arguments("chat.example.com", "/chat/roomy", "exact-path"),
        arguments("chat.example.com", "/chatter", "exact"),
        arguments("chat.example.com", "/Chat", "exact"),
        arguments("chat.example.com", "/%63hat", "exact"),
        arguments("chat.example.com", "//chat", "exact"),
        arguments("chat.example.com", "/chat//room", "exact-path"),
        arguments("chat.example.com", "/?/chat", "exact"),
        arguments("chat.example.com", "/#/chat", "exact"),
        arguments("other.test", "/chat/1", "any-path"),
        arguments("other.test", "/caf%C3%A9/x", "any-escaped"),
        arguments("other.test", "/caf%c3%a9/x", "default"),
        arguments("other.test", "*", "default"),
        // a host for any path comes before a path on any host
        arguments("www.example.com", "/chat", "below"),
        arguments("www.example.com", "/live", "below-path"),
        arguments("chat.example.com", "/live", "exact"),
        arguments("a.eu.example.com", "/live", "below-longer"),
        arguments("a.example.org", "/live/1", "below-path"),
        arguments("a.example.org", "/chat", "any-path"),
        arguments("a.example.org", "/", "default"),
        // a whole URL
        arguments("chat.example.com", "http://chat.example.com/chat", "exact-path"),
        arguments("chat.example.com", "HTTP://chat.example.com?x=/chat", "exact"),
        arguments("other.test", "x?u=http://chat.example.com/chat", "default"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void find_request_isTheMostSpecificRoute(@Nullable String host, String target, String route) {
    assertThat(name(new Routes(home(), PLACES), target, host)).isEqualTo(route);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void find_routesInAnotherOrder_isTheSame(@Nullable String host, String target, String route) {
    List<Routes.Place> shuffled = new ArrayList<>(PLACES);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(name(new Routes(home(), shuffled), target, host)).isEqualTo(route);
    }
  }

  @Test
  void find_noRouteTakesIt_isNullWhereTheDefaultLeadsNowhere() {
    Routes routes = new Routes(route("default"), PLACES);

    assertThat(routes.find("/", "other.test")).isNull();
    assertThat(routes.find("/chat", "other.test")).isNotNull();
    assertThat(routes.home().name()).isEqualTo("default");
  }

  @Test
  void find_hostOfManyDots_isNoneAndQuick() {
    Routes routes = new Routes(home(), PLACES);

    assertThat(name(routes, "/", "a.".repeat(500_000) + "example.com")).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/chat/../admin",
        "/chat/..",
        "/./chat",
        "/chat/%2e%2e/admin",
        "/chat/.%2E/admin",
        "/chat/..%2fadmin",
        "/chat/..%5Cadmin",
        "/chat/..\\admin",
        "/chat/..;x=1/admin",
        "/chat/..%3bx/admin",
        "http://other.test/chat/../admin?x",
      })
  void fault_pathThatAServiceReadsAsAnother_isOne(String target) {
    assertThat(new Routes(home(), PLACES).fault(target, "other.test"))
        .isEqualTo("the request's path has . or .. in it");
    assertThat(Routes.to(route("default", "http://a")).fault(target, "other.test")).isNull();
    assertThat(new Routes(home(), PLACES.subList(0, 1)).fault(target, "other.test")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/chat/...", "/chat/.well-known/x", "/a..b/..c", "/x?next=/../y", "/x#/../y"})
  void fault_pathWithOrdinaryDots_isNone(String target) {
    assertThat(new Routes(home(), PLACES).fault(target, "other.test")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "http://chat.example.com/, other.test",
    "http://chat.example.com/, ",
    "http://chat.example.com:80/, chat.example.com",
    "http://user@chat.example.com/, chat.example.com",
    "http:///chat, chat.example.com",
  })
  void fault_targetNamesAnotherHost_isOne(String target, @Nullable String host) {
    assertThat(new Routes(home(), PLACES).fault(target, host))
        .isEqualTo("the request's target and its Host differ");
  }

  @Test
  void fault_targetNamesTheSameHost_isNone() {
    assertThat(new Routes(home(), PLACES).fault("http://A.test/x", "a.test")).isNull();
  }

  private static String name(Routes routes, String target, @Nullable String host) {
    Route found = routes.find(target, host);
    return found == null ? "none" : found.name();
  }

  private static Route home() {
    return route("default", "http://default");
  }

  private static Routes.Place place(String name, String path, String... hosts) {
    return new Routes.Place(
        route(name, "http://" + name), Stream.of(hosts).map(HostPattern::parse).toList(), path);
  }

  private static Route route(String name, String... upstreams) {
    List<UpstreamUrl> urls = Stream.of(upstreams).map(UpstreamUrl::parse).toList();
    return new Route(name, new KnownUpstreams().at(urls), CAUSES);
  }
}
