package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.ViolationCount;
import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.analyzer.vocabulary.Sender;

/** An end that the client or the service began, with a Close. */
final class PeerEnd {
  private final CloseEvent event;
  private final Sender side;
  private final boolean byClient;
  private final ClientStack stack;
  private final Draft draft;
  private final String reason;

  PeerEnd(CloseEvent event, Sender side, Lang lang, int maxReasonChars) {
    this.event = event;
    this.side = side;
    byClient = side == Sender.CLIENT;
    stack = event.opening().client().stack();
    draft = new Draft(lang, side);
    reason = Quote.inBrackets(event.reason(), maxReasonChars);
    draft.put("code", event.code()).put("reason", reason);
    draft.put("product", stack.product());
  }

  Told told() {
    Told told = inItsService(said());
    Answer answer = Answer.of(event, side, draft);
    String step = told.step();
    if (step.equals(draft.text(Phrase.DO_NOTHING))) {
      step = draft.text(stepInstead(answer));
    }
    return new Told(told.what(), answer.note(), answer.shortNote(), step);
  }

  /**
   * What its operator says that the code means is truer than what it means elsewhere; what is to be
   * done stays, but for looking up what has just been said.
   */
  private Told inItsService(Told said) {
    if (event.meaning().isEmpty() || isNoBrowser()) {
      return said;
    }
    draft.put("meaning", event.meaning());
    boolean lookUp = said.step().equals(draft.text(Phrase.DO_LOOK_UP));
    return new Told(draft.text(Phrase.MEANT), lookUp ? draft.text(Phrase.DO_MEANT) : said.step());
  }

  /** Where what was said needs no step, something else may. */
  private Phrase stepInstead(Answer answer) {
    ViolationCount violation = Violations.first(event, null);
    if (violation != null) {
      draft.putSide("violator", violation.sender());
      draft.put("violation", violation.violation().label());
      return Phrase.DO_CORRECT;
    }
    return answer.due() ? Phrase.DO_ANSWER : Phrase.DO_NOTHING;
  }

  private Told said() {
    if (isNoBrowser()) {
      return told(Phrase.NO_BROWSER, Phrase.DO_WHO_RUNS_IT);
    }
    if (event.policy() != null) {
      return PolicyEnd.told(event.policy(), !reason.isEmpty(), draft);
    }
    return switch (event.kind()) {
      case EMPTY -> empty();
      case NORMAL -> told(Phrase.NORMAL, Phrase.DO_NOTHING);
      case GOING_AWAY -> goingAway();
      case PROTOCOL_ERROR -> protocolError();
      case UNSUPPORTED_DATA -> told(Phrase.UNSUPPORTED_DATA, Phrase.DO_TYPE);
      case INVALID_PAYLOAD -> told(Phrase.INVALID_PAYLOAD, Phrase.DO_UTF8);
      case POLICY -> PolicyEnd.untold(!reason.isEmpty(), draft);
      case TOO_BIG -> told(Phrase.TOO_BIG, Phrase.DO_SMALLER);
      case MISSING_EXTENSION ->
          byClient
              ? told(Phrase.MISSING_EXTENSION_CLIENT, Phrase.DO_ACCEPT_EXTENSION)
              : told(Phrase.MISSING_EXTENSION_SERVICE, Phrase.DO_REFUSE_HANDSHAKE);
      case INTERNAL_ERROR -> told(Phrase.INTERNAL_ERROR, Phrase.DO_READ_LOG);
      case SERVICE_RESTART ->
          byClient
              ? told(Phrase.SERVICE_WORD, Phrase.DO_FITTING_CODE)
              : told(Phrase.RESTART, Phrase.DO_RECONNECT_RESTART);
      case TRY_AGAIN_LATER ->
          byClient
              ? told(Phrase.SERVICE_WORD, Phrase.DO_FITTING_CODE)
              : told(Phrase.TRY_LATER, Phrase.DO_CAPACITY_WAIT);
      case BAD_GATEWAY -> told(Phrase.BAD_GATEWAY, Phrase.DO_GATEWAY_LOG);
      case RESERVED -> told(Phrase.RESERVED, Phrase.DO_LEGAL_CODE);
      case UNASSIGNED -> unassigned();
      case REGISTERED -> registered();
      case PRIVATE -> told(Phrase.PRIVATE, Phrase.DO_LOOK_UP);
      case OUT_OF_RANGE -> told(Phrase.OUT_OF_RANGE, Phrase.DO_4000);
      case MALFORMED -> told(Phrase.MALFORMED, Phrase.DO_LIBRARY_FRAMES);
      case ABNORMAL, UNOBSERVED -> told(Phrase.OTHER_END, Phrase.DO_NOTHING);
    };
  }

  private boolean isNoBrowser() {
    return byClient && stack.browser() && isNoCodeOfABrowser();
  }

  /** A page can send 1000 and 3000 to 4999; the browser itself complains of the other side only. */
  private boolean isNoCodeOfABrowser() {
    return switch (event.kind()) {
      case POLICY, INTERNAL_ERROR, SERVICE_RESTART, TRY_AGAIN_LATER, BAD_GATEWAY -> true;
      default -> false;
    };
  }

  private Told empty() {
    if (!byClient) {
      return told(Phrase.EMPTY_SERVICE, Phrase.DO_SEND_CODE);
    }
    if (stack.emptyClose() == Habit.USUAL) {
      return told(stack.browser() ? Phrase.EMPTY_BROWSER : Phrase.EMPTY_USUAL, Phrase.DO_NOTHING);
    }
    return stack.emptyClose() == Habit.UNUSUAL
        ? told(Phrase.EMPTY_UNUSUAL, Phrase.DO_STRIP)
        : told(Phrase.EMPTY_UNKNOWN, Phrase.DO_PASS_CODE);
  }

  private Told goingAway() {
    if (!byClient) {
      return told(Phrase.GOING_AWAY_SERVICE, Phrase.DO_RECONNECT);
    }
    return told(
        stack.browser() ? Phrase.GOING_AWAY_BROWSER : Phrase.GOING_AWAY_CLIENT, Phrase.DO_NOTHING);
  }

  private Told protocolError() {
    ViolationCount violation = Violations.first(event, side.other());
    if (violation == null) {
      return told(Phrase.PROTOCOL_ERROR, Phrase.DO_COMPARE);
    }
    draft.putSide("violator", side.other()).put("violation", violation.violation().label());
    return told(Phrase.PROTOCOL_ERROR_SEEN, Phrase.DO_FIX_VIOLATION);
  }

  private Told unassigned() {
    return event.opening().request().extensions().isEmpty()
        ? told(Phrase.UNASSIGNED, Phrase.DO_4000)
        : told(Phrase.UNASSIGNED_EXTENSION, Phrase.DO_CHECK_EXTENSION);
  }

  private Told registered() {
    String name =
        switch (event.code()) {
          case 3000 -> "Unauthorized";
          case 3003 -> "Forbidden";
          case 3008 -> "Timeout";
          default -> "";
        };
    if (name.isEmpty()) {
      return told(Phrase.REGISTERED, Phrase.DO_LOOK_UP);
    }
    draft.put("name", name);
    return told(Phrase.REGISTERED_IANA, Phrase.DO_LOOK_UP);
  }

  private Told told(Phrase what, Phrase step) {
    return new Told(draft.text(what), draft.text(step));
  }
}
