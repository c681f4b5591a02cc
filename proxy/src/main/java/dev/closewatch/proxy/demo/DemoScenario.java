package dev.closewatch.proxy.demo;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One way to behave or to misbehave: who does it in the demo, and what the proxy is to say of it.
 *
 * @param name short, lower case, unique
 * @param group what kind of scenario it is
 * @param description one sentence on what happens and whose doing it is
 * @param outcome what is to be seen of it in events and metrics
 * @param crowd the peers who do it
 * @param visit what each of them does again and again
 */
public record DemoScenario(
    String name, Group group, String description, Outcome outcome, Crowd crowd, Visit visit) {

  /** What a scenario is to show. */
  public enum Group {
    /** Clients that close as they should. */
    WELL_BEHAVED("clients that close as they should"),
    /** Connections that the service ends, well or badly. */
    SERVICE("ends that the service starts"),
    /** What the service's policies turn away. */
    POLICY("what the service does not put up with"),
    /** Clients that break the protocol, or vanish. */
    MISBEHAVING("clients that misbehave");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    /** Returns what to print above the group's scenarios. */
    public String title() {
      return title;
    }
  }

  /**
   * Peers who do the same, each from an address of its own that is reserved for documentation.
   *
   * @param userAgent their User-Agent, or null: many libraries send none
   * @param origin their Origin, or null: only browsers must send one
   */
  public record Crowd(List<String> addresses, @Nullable String userAgent, @Nullable String origin) {
    /** Keeps a copy of the list. */
    public Crowd {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * One connection from its request to its end.
   *
   * @param target the request's target
   * @param habits how it differs from a plain client's
   * @param script what it does once it is open
   * @param minPauseMillis the shortest pause until the next one
   * @param maxPauseMillis the longest
   */
  record Visit(
      String target, Habits habits, List<Step> script, int minPauseMillis, int maxPauseMillis) {
    /** Keeps a copy of the list. */
    Visit {
      script = List.copyOf(script);
    }
  }

  /**
   * How a visit differs from a plain client's.
   *
   * @param asksForWebSocket false for plain HTTP
   * @param answersCloses false for one who ignores the service's Close
   * @param endsByReset whether its TCP ends are resets
   */
  record Habits(boolean asksForWebSocket, boolean answersCloses, boolean endsByReset) {
    static final Habits PLAIN = new Habits(true, true, false);
  }

  /** Returns every scenario of the demo, group by group. */
  public static List<DemoScenario> all() {
    return Stream.of(
            WellBehavedScenarios.ALL,
            ServiceScenarios.ALL,
            PolicyScenarios.ALL,
            MisbehavingScenarios.ALL)
        .flatMap(List::stream)
        .toList();
  }
}
