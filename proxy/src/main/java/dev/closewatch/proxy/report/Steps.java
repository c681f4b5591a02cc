package dev.closewatch.proxy.report;

import dev.closewatch.analyzer.peer.Flag;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to change, as far as a flag's own evidence says more than its rule does. */
final class Steps {
  private Steps() {}

  static List<String> of(Flag flag) {
    List<String> steps = new ArrayList<>();
    Object cause = flag.evidence().get("lastCause");
    for (PolicyCause known : PolicyCause.values()) {
      String step = known.label().equals(cause) ? step(known) : null;
      if (step != null) {
        steps.add(step);
      }
    }
    if (flag.evidence().get("lastViolations") instanceof List<?> violations) {
      for (Violation known : Violation.values()) {
        if (violations.contains(known.label())) {
          steps.add("`" + known.label() + "`: " + step(known));
        }
      }
    }
    steps.addAll(Advice.of(flag.rule()).change());
    return steps;
  }

  private static @Nullable String step(PolicyCause cause) {
    return switch (cause) {
      case RATE ->
          "Send fewer messages, or more slowly: the latest close was for the rate. Queue them, and"
              + " keep to the limit that the service documents.";
      case AUTH ->
          "The latest close was for who it is or what it may do. Renew the token before it expires,"
              + " and check its scope.";
      case ORIGIN ->
          "Have the origin allowed by the service, or do not send one that is not yours.";
      case REQUEST ->
          "The opening was incomplete or named something unknown: check path, parameters and ids.";
      case CONTENT ->
          "The latest message was refused: check its form against the service's documentation.";
      case SIZE -> "Send smaller messages, or split them as the service allows.";
      case SLOW_CONSUMER ->
          "Read faster: take messages off the connection at once and work on them elsewhere, or"
              + " subscribe to less.";
      case QUOTA -> "Use fewer connections or subscriptions, or have the quota raised.";
      case CAPACITY -> "The service was full: come back later, with growing pauses.";
      case CONFLICT ->
          "Another connection of the same identity took its place: run one instance, or give each"
              + " its own identity.";
      case TIMEOUT ->
          "Send the expected first message in time, and a ping or message when nothing else is sent"
              + " for long.";
      case BANNED -> "It was banned or kicked: speak with whoever runs the service.";
      case OUTDATED -> "Update the client: the service takes this version no more.";
      case UNKNOWN -> null;
    };
  }

  private static String step(Violation violation) {
    return switch (violation) {
      case UNMASKED_FRAME -> "a client has to mask every frame (RFC 6455 section 5.1).";
      case MASKED_FRAME -> "a service must not mask frames (section 5.1).";
      case RESERVED_BITS ->
          "set RSV bits only as an accepted extension says; never on control frames (section 5.2).";
      case RESERVED_OPCODE -> "use the opcodes 0, 1, 2, 8, 9 and 10 only (section 5.2).";
      case FRAGMENTED_CONTROL -> "do not fragment a ping, a pong or a Close (section 5.5).";
      case LONG_CONTROL -> "a control frame has a payload of 125 bytes at most (section 5.5).";
      case BAD_LENGTH -> "write a length in its shortest form, below 2^63 (section 5.2).";
      case BAD_CONTINUATION ->
          "a message is a text or binary frame, then continuations, up to FIN; the next one begins"
              + " behind it (section 5.4).";
      case DATA_AFTER_CLOSE -> "send nothing behind a Close of its own (section 5.5.1).";
      case SECOND_CLOSE -> "send one Close (section 5.5.1).";
      case RESERVED_CLOSE_CODE, INVALID_CLOSE_CODE, MALFORMED_CLOSE ->
          "send only Closes that section 7.4 allows.";
    };
  }
}
