package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.WireClose;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.FindingName;
import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Labelled;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for Closes of one route that should have a code and come without: first Closes of stacks
 * that always send one, and answers to a Close that has one. No stack that is known answers a code
 * with an empty Close; so either the answer was stripped, or what it answered.
 */
final class StrippedCloses {
  /** So many samples of each sort; with more than that in an hour, the newest. */
  static final int MOST_CLOSES = 1_000;

  /** So many stacks are named in the evidence, the commonest first. */
  private static final int MOST_STACKS = 5;

  private final String route;
  private final FindingSettings.CodeStripping settings;
  private final Map<Sort, NewestSamples<CodedOrEmpty>> closes = new EnumMap<>(Sort.class);

  /** The sorts of Closes that should have a code. */
  private enum Sort implements Labelled {
    CLIENT_FIRST("first", Sender.CLIENT),
    CLIENT_ANSWER("answer", Sender.CLIENT),
    SERVICE_ANSWER("answer", Sender.SERVICE);

    private final String label;
    private final Sender sender;

    Sort(String label, Sender sender) {
      this.label = label;
      this.sender = sender;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** A Close that should have a code, and the stack of the client that it came from or went to. */
  private static final class CodedOrEmpty extends NewestSamples.Sample {
    private final String stack;
    private final boolean empty;

    CodedOrEmpty(CloseEvent event, boolean empty) {
      super(Moment.of(event), event.opening().client().peer());
      stack = event.opening().client().stack().name().label();
      this.empty = empty;
    }
  }

  StrippedCloses(String route, FindingSettings.CodeStripping settings) {
    this.route = route;
    this.settings = settings;
  }

  /** A connection has ended. */
  void closed(CloseEvent event, boolean peersAreKnown) {
    if (event.initiator() == Initiator.CLIENT) {
      if (event.opening().client().stack().emptyClose() == Habit.UNUSUAL) {
        take(Sort.CLIENT_FIRST, event.clientClose(), event, peersAreKnown);
      }
      answer(Sort.SERVICE_ANSWER, event.serviceClose(), event, peersAreKnown);
    } else if (event.initiator() == Initiator.SERVICE) {
      answer(Sort.CLIENT_ANSWER, event.clientClose(), event, peersAreKnown);
    }
  }

  /** One that crossed the other on its way is no answer, and may well be empty. */
  private void answer(
      Sort sort, @Nullable WireClose close, CloseEvent event, boolean peersAreKnown) {
    boolean answer = event.reply() == Reply.SAME || event.reply() == Reply.DIFFERENT;
    if (answer && event.kind().legal() && event.kind() != CloseKind.EMPTY) {
      take(sort, close, event, peersAreKnown);
    }
  }

  private void take(Sort sort, @Nullable WireClose close, CloseEvent event, boolean peersAreKnown) {
    if (close != null && close.kind().legal()) {
      boolean anyPeer = sort.sender == Sender.SERVICE || !peersAreKnown;
      closes
          .computeIfAbsent(sort, key -> new NewestSamples<>(MOST_CLOSES))
          .add(
              new CodedOrEmpty(event, close.kind() == CloseKind.EMPTY),
              anyPeer ? MOST_CLOSES : settings.mostOfOnePeer());
    }
  }

  void look(long nowNanos, boolean peersAreKnown, StandingFindings findings) {
    closes.forEach(
        (sort, samples) -> {
          samples.forgetBefore(nowNanos - settings.window().toNanos());
          List<CodedOrEmpty> all = samples.all();
          List<CodedOrEmpty> empty = all.stream().filter(close -> close.empty).toList();
          int leastPeers =
              sort.sender == Sender.CLIENT && peersAreKnown ? settings.leastPeers() : 1;
          if (empty.size() >= settings.leastEmpty()
              && empty.size() >= settings.leastShare() * all.size()
              && peers(empty) >= leastPeers) {
            show(sort, all, empty, findings);
          }
        });
  }

  private void show(
      Sort sort, List<CodedOrEmpty> all, List<CodedOrEmpty> empty, StandingFindings findings) {
    Moment newest = empty.get(empty.size() - 1).moment();
    Evidence evidence =
        new Evidence()
            .with("side", sort.sender)
            .with("closes", sort)
            .with("empty", empty.size())
            .with("withCode", all.size() - empty.size())
            .with("share", (double) empty.size() / all.size())
            .with("peers", peers(empty))
            .with("stacks", stacks(empty));
    findings.show(FindingName.CODE_STRIPPING, route, sort.name(), newest.at(), newest, evidence);
  }

  private static int peers(List<CodedOrEmpty> closes) {
    return (int) closes.stream().map(CodedOrEmpty::peer).distinct().count();
  }

  private static List<String> stacks(List<CodedOrEmpty> closes) {
    return closes.stream()
        .collect(Collectors.groupingBy(close -> close.stack, Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST_STACKS)
        .map(Map.Entry::getKey)
        .toList();
  }
}
