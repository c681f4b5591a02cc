package dev.closewatch.proxy.privacy;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.proxy.config.PrivacyConfig;
import dev.closewatch.proxy.observe.EventSink;
import dev.closewatch.proxy.observe.HandshakeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stands before everything that keeps, shows or writes events, and hides what the operator wants
 * hidden: behind it nobody knows more. Close causes were told before, by the reason as it was.
 *
 * <p>The names of a connection are those that its client had when it opened, until its end. Safe to
 * use on any thread.
 */
public final class HidingSink implements EventSink {
  private record Names(String peer, String address) {}

  private final EventSink next;
  private final ShownPaths paths;
  private final boolean scrubs;
  private final @Nullable DailyNames names;
  private final Map<String, Names> namesOfOpen = new ConcurrentHashMap<>();

  /**
   * Stands before a sink.
   *
   * @param key of hashed names
   * @param keepNames a client that is back before so long keeps its name over midnight
   */
  public HidingSink(EventSink next, PrivacyConfig config, PrivacyKey key, Duration keepNames) {
    this.next = next;
    paths = new ShownPaths(config);
    scrubs = config.scrubs();
    names = config.hashes() ? new DailyNames(key.ofDays(), keepNames) : null;
  }

  @Override
  public void opened(Opening opening) {
    if (names != null) {
      namesOfOpen.put(opening.id(), names(names, opening));
    }
    next.opened(shown(opening));
  }

  @Override
  public void closed(CloseEvent event) {
    Opening shown = shown(event.opening());
    namesOfOpen.remove(event.opening().id());
    UnaryOperator<String> text = scrubs ? Scrubber::scrub : UnaryOperator.identity();
    next.closed(scrubs || !shown.equals(event.opening()) ? event.shownAs(shown, text) : event);
  }

  @Override
  public void notUpgraded(HandshakeEvent event) {
    next.notUpgraded(
        new HandshakeEvent(
            event.id(),
            event.requestId(),
            event.route(),
            event.at(),
            name(event.peer(), event.at()),
            name(event.address(), event.at()),
            scrubbed(event.userAgent()),
            event.host(),
            paths.of(event.path()),
            scrubbed(event.origin()),
            event.servicePeer(),
            event.outcome(),
            event.status(),
            event.durationNanos()));
  }

  /** Returns what others may see of a connection; the same object if that is all of it. */
  public Opening shown(Opening opening) {
    Opening.Client client = opening.client();
    Opening.Request request = opening.request();
    Names named = null;
    if (names != null) {
      Names known = namesOfOpen.get(opening.id());
      named = known == null ? names(names, opening) : known;
    }
    String path = paths.of(request.path());
    String subprotocol = withoutTokens(request.subprotocol());
    if (named == null
        && !scrubs
        && path.equals(request.path())
        && Objects.equals(subprotocol, request.subprotocol())) {
      return opening;
    }
    return new Opening(
        opening.id(),
        opening.requestId(),
        opening.proxy(),
        opening.route(),
        opening.openedAt(),
        opening.openedNanos(),
        new Opening.Client(
            named == null ? client.peer() : named.peer(),
            named == null ? client.address() : named.address(),
            scrubbed(client.userAgent()),
            client.stack(),
            client.cohort()),
        opening.service(),
        new Opening.Request(
            request.host(), path, scrubbed(request.origin()), subprotocol, request.extensions()),
        opening.reservedBits());
  }

  private static Names names(DailyNames names, Opening opening) {
    Instant at = opening.openedAt();
    String peer = opening.client().peer();
    String address = opening.client().address();
    String peerName = names.of(peer, at);
    return new Names(peerName, address.equals(peer) ? peerName : names.of(address, at));
  }

  private String name(String plain, Instant at) {
    return names == null ? plain : names.of(plain, at);
  }

  private @Nullable String scrubbed(@Nullable String text) {
    return text == null || !scrubs ? text : Scrubber.scrub(text);
  }

  /** Some offer a token as a subprotocol, and some services accept it as one. */
  private static @Nullable String withoutTokens(@Nullable String subprotocol) {
    return subprotocol == null ? null : Scrubber.withoutTokens(subprotocol);
  }
}
