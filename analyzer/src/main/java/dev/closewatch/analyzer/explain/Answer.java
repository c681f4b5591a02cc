package dev.closewatch.analyzer.explain;

import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.close.Seen;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;

/**
 * What became of a side's Close: whether it arrived, how it was answered, and what an API reports
 * where that is not what was said on the wire.
 *
 * @param note "" where everything went as it should
 * @param shortNote the same in a few words
 * @param due whether the other side ought to have answered, and did not; a browser always would,
 *     unless it was killed or lost the network
 */
record Answer(String note, String shortNote, boolean due) {
  private static final Answer AS_IT_SHOULD_BE = new Answer("", "", false);

  /** What the rule on ignored Closes takes for long as well. */
  private static final long LONG_NANOS = 2_000_000_000L;

  /**
   * Tells it.
   *
   * @param side who began the close
   * @param draft its gaps {@code side} and {@code other} are filled
   */
  static Answer of(CloseEvent event, Sender side, Draft draft) {
    Seen seenByOther = side == Sender.CLIENT ? event.serviceSees() : event.clientSees();
    boolean otherIsLeftWithout = seenByOther.code() == CloseCodes.ABNORMAL_CLOSURE;
    if (otherIsLeftWithout) {
      draft.putSeen(seenByOther);
      if (!event.kind().legal()) {
        return alike(draft.text(Phrase.NOTE_ILLEGAL));
      }
      return new Answer(
          draft.text(Phrase.NOTE_UNDELIVERED), draft.text(Phrase.NOTE_UNDELIVERED_SHORT), false);
    }
    Seen seen = side == Sender.CLIENT ? event.clientSees() : event.serviceSees();
    boolean isSeen = draft.putSeen(seen);
    return switch (event.reply()) {
      case SAME, NOT_APPLICABLE -> AS_IT_SHOULD_BE;
      case UNKNOWN ->
          new Answer(
              draft.text(Phrase.NOTE_UNREADABLE), draft.text(Phrase.NOTE_UNREADABLE_SHORT), false);
      case CROSSED, DIFFERENT -> said(event, side, draft, isSeen);
      case MISSING -> missing(event, side, draft, isSeen);
    };
  }

  private static Answer said(CloseEvent event, Sender side, Draft draft, boolean isSeen) {
    WireClose answer = side == Sender.CLIENT ? event.serviceClose() : event.clientClose();
    if (answer == null) {
      return AS_IT_SHOULD_BE;
    }
    draft.putAnswer(answer);
    return switch (event.reply()) {
      case CROSSED ->
          new Answer(draft.text(Phrase.NOTE_CROSSED), draft.text(Phrase.NOTE_CROSSED_SHORT), false);
      default -> {
        String shortNote = draft.text(Phrase.NOTE_DIFFERENT_SHORT);
        String note = isSeen ? draft.text(Phrase.NOTE_DIFFERENT) : shortNote;
        yield new Answer(note, shortNote, false);
      }
    };
  }

  private static Answer missing(CloseEvent event, Sender side, Draft draft, boolean isSeen) {
    String shortNote = draft.text(Phrase.NOTE_MISSING_SHORT);
    ClientStack stack = event.opening().client().stack();
    if (side == Sender.SERVICE && stack.answersByApplication()) {
      draft.put("product", stack.product());
      return new Answer(isSeen ? draft.text(Phrase.NOTE_APPLICATION) : shortNote, shortNote, false);
    }
    Long unanswered = event.unansweredNanos();
    if (unanswered != null && unanswered >= LONG_NANOS) {
      draft.putSeconds("number", unanswered);
      return new Answer(isSeen ? draft.text(Phrase.NOTE_UNANSWERED) : shortNote, shortNote, true);
    }
    TcpEndBy by = event.tcpEnd().by();
    if (by == TcpEndBy.PROXY) {
      return new Answer(draft.text(Phrase.NOTE_ENDED_BY_US), shortNote, false);
    }
    boolean byReplier = by == (side == Sender.CLIENT ? TcpEndBy.SERVICE : TcpEndBy.CLIENT);
    if (!byReplier) {
      return alike(draft.text(Phrase.NOTE_NOT_AWAITED));
    }
    boolean byBrowser = side == Sender.SERVICE && stack.browser();
    return new Answer(isSeen ? draft.text(Phrase.NOTE_MISSING) : shortNote, shortNote, !byBrowser);
  }

  private static Answer alike(String note) {
    return new Answer(note, note, false);
  }
}
