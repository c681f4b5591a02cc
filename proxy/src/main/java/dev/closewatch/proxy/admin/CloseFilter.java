package dev.closewatch.proxy.admin;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which closes are asked for; null stands for any.
 *
 * @param since the earliest end
 * @param until ends before this
 * @param route the route's name
 * @param kind what the close means
 * @param code of the close, {@link Close#NO_CODE} for one without
 * @param cause why a policy close happened
 * @param peer the client's identity or the service's
 * @param requestId what other systems call the connection
 */
record CloseFilter(
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String route,
    @Nullable CloseKind kind,
    @Nullable Integer code,
    @Nullable PolicyCause cause,
    @Nullable String peer,
    @Nullable String requestId)
    implements Predicate<CloseEvent> {

  /** The parameters that a filter is read from. */
  static final Set<String> PARAMETERS =
      Set.of("since", "until", "route", "kind", "code", "cause", "peer", "requestId");

  /**
   * Reads a filter.
   *
   * @throws BadParameter if a value is not of its form
   */
  static CloseFilter of(Parameters parameters) {
    return new CloseFilter(
        parameters.time("since"),
        parameters.time("until"),
        parameters.text("route"),
        kind(parameters.text("kind")),
        code(parameters.text("code")),
        cause(parameters.text("cause")),
        parameters.text("peer"),
        parameters.text("requestId"));
  }

  @Override
  public boolean test(CloseEvent event) {
    return (since == null || !event.closedAt().isBefore(since))
        && (until == null || event.closedAt().isBefore(until))
        && (route == null || route.equals(event.opening().route()))
        && (kind == null || kind == event.kind())
        && (code == null || code == event.code())
        && (cause == null || (event.policy() != null && cause == event.policy().cause()))
        && (peer == null || isPeer(event, peer))
        && (requestId == null || requestId.equals(event.opening().requestId()));
  }

  private static boolean isPeer(CloseEvent event, String peer) {
    return peer.equals(event.opening().client().peer())
        || peer.equals(event.opening().service().peer());
  }

  private static @Nullable CloseKind kind(@Nullable String text) {
    if (text == null) {
      return null;
    }
    for (CloseKind kind : CloseKind.values()) {
      if (kind.label().equals(text)) {
        return kind;
      }
    }
    String kinds =
        Arrays.stream(CloseKind.values()).map(CloseKind::label).collect(Collectors.joining(", "));
    throw new BadParameter("kind", "must be one of " + kinds, text);
  }

  private static @Nullable PolicyCause cause(@Nullable String text) {
    if (text == null) {
      return null;
    }
    for (PolicyCause cause : PolicyCause.values()) {
      if (cause.label().equals(text)) {
        return cause;
      }
    }
    String causes =
        Arrays.stream(PolicyCause.values())
            .map(PolicyCause::label)
            .collect(Collectors.joining(", "));
    throw new BadParameter("cause", "must be one of " + causes, text);
  }

  private static @Nullable Integer code(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (text.equals(CloseCodes.NO_CODE_LABEL)) {
      return Close.NO_CODE;
    }
    if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 0xFFFF) {
      return Integer.valueOf(text);
    }
    throw new BadParameter("code", "must be a number from 0 to 65535, or none", text);
  }
}
