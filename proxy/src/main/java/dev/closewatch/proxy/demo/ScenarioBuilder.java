package dev.closewatch.proxy.demo;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Reply;
import dev.closewatch.analyzer.vocabulary.Violation;
import dev.closewatch.proxy.demo.DemoScenario.Crowd;
import dev.closewatch.proxy.demo.DemoScenario.Group;
import dev.closewatch.proxy.demo.DemoScenario.Habits;
import dev.closewatch.proxy.demo.DemoScenario.Visit;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes down one {@link DemoScenario}; the last call says what is expected of it. */
final class ScenarioBuilder {
  private final Group group;
  private final String name;
  private final String description;
  private List<String> addresses = List.of();
  private @Nullable String userAgent;
  private @Nullable String origin;
  private String target = "/quotes";
  private Habits habits = Habits.PLAIN;
  private List<Step> script = List.of();
  private int minPauseMillis = 12_000;
  private int maxPauseMillis = 18_000;

  private ScenarioBuilder(Group group, String name, String description) {
    this.group = group;
    this.name = name;
    this.description = description;
  }

  static ScenarioBuilder scenario(Group group, String name, String description) {
    return new ScenarioBuilder(group, name, description);
  }

  /** The peers: so many addresses, counted up from this one's last number. */
  ScenarioBuilder from(int count, String network, int first) {
    addresses = IntStream.range(first, first + count).mapToObj(i -> network + i).toList();
    return this;
  }

  /** The peers: these addresses. */
  ScenarioBuilder from(String... peers) {
    addresses = List.of(peers);
    return this;
  }

  ScenarioBuilder userAgent(String sent) {
    userAgent = sent;
    return this;
  }

  ScenarioBuilder origin(String sent) {
    origin = sent;
    return this;
  }

  ScenarioBuilder target(String asked) {
    target = asked;
    return this;
  }

  ScenarioBuilder plainHttp() {
    habits = new Habits(false, habits.answersCloses(), habits.endsByReset());
    return this;
  }

  ScenarioBuilder neverAnswersCloses() {
    habits = new Habits(habits.asksForWebSocket(), false, habits.endsByReset());
    return this;
  }

  ScenarioBuilder endsByReset() {
    habits = new Habits(habits.asksForWebSocket(), habits.answersCloses(), true);
    return this;
  }

  ScenarioBuilder does(Step... steps) {
    script = List.of(steps);
    return this;
  }

  ScenarioBuilder pauses(int minMillis, int maxMillis) {
    minPauseMillis = minMillis;
    maxPauseMillis = maxMillis;
    return this;
  }

  /** A Close with a code that its initiator wrote on the wire. */
  DemoScenario ends(Initiator initiator, int code, Reply reply, Violation... violations) {
    return ends(initiator, CloseCodes.kindOnWire(code), code, reply, violations);
  }

  /** A Close without a code. */
  DemoScenario endsEmpty(Initiator initiator, Reply reply) {
    return ends(initiator, CloseKind.EMPTY, CloseCodes.NO_STATUS_RECEIVED, reply);
  }

  /** A Close whose code cannot be read. */
  DemoScenario endsMalformed(Initiator initiator, Reply reply, Violation... violations) {
    return ends(initiator, CloseKind.MALFORMED, Close.NO_CODE, reply, violations);
  }

  /** No Close at all. */
  DemoScenario endsWithoutClose() {
    return ends(
        Initiator.NONE, CloseKind.ABNORMAL, CloseCodes.ABNORMAL_CLOSURE, Reply.NOT_APPLICABLE);
  }

  /** No upgrade: this status. */
  DemoScenario isAnswered(int status) {
    return build(new Outcome.Answered(status, habits.asksForWebSocket()));
  }

  private DemoScenario ends(
      Initiator initiator, CloseKind kind, int code, Reply reply, Violation... violations) {
    String label = CloseCodes.label(code, Set.of());
    return build(new Outcome.Closed(initiator, kind, label, reply, Set.of(violations)));
  }

  private DemoScenario build(Outcome outcome) {
    Crowd crowd = new Crowd(addresses, userAgent, origin);
    Visit visit = new Visit(target, habits, script, minPauseMillis, maxPauseMillis);
    return new DemoScenario(name, group, description, outcome, crowd, visit);
  }
}
