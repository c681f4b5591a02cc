package dev.closewatch.proxy.demo;

import static dev.closewatch.analyzer.vocabulary.Initiator.SERVICE;
import static dev.closewatch.analyzer.vocabulary.Reply.DIFFERENT;
import static dev.closewatch.analyzer.vocabulary.Reply.SAME;
import static dev.closewatch.analyzer.vocabulary.Violation.RESERVED_CLOSE_CODE;
import static dev.closewatch.proxy.demo.ScenarioBuilder.scenario;
import static dev.closewatch.proxy.demo.Step.pause;
import static dev.closewatch.proxy.demo.Step.say;

import dev.closewatch.proxy.demo.DemoScenario.Group;
import java.util.List;

/** Connections that the service ends, to clients who have done nothing wrong. */
final class ServiceScenarios {
  private static final String NETWORK = "198.51.100.";

  static final List<DemoScenario> ALL =
      List.of(
          ended("going-away", "The service goes away: 1001.", 1001)
              .from(2, NETWORK, 10)
              .userAgent(UserAgents.CHROME)
              .ends(SERVICE, 1001, SAME),
          ended("restart", "The service restarts: 1012, and its clients come back.", 1012)
              .from(3, NETWORK, 20)
              .userAgent(UserAgents.PYTHON_WEBSOCKETS)
              .ends(SERVICE, 1012, SAME),
          ended("full", "The service is full: 1013, try again later.", 1013)
              .from(1, NETWORK, 30)
              .userAgent(UserAgents.NODE)
              .ends(SERVICE, 1013, SAME),
          ended("internal-error", "A fault in the service: 1011.", 1011)
              .from(1, NETWORK, 40)
              .userAgent(UserAgents.FIREFOX)
              .ends(SERVICE, 1011, SAME),
          ended("bad-gateway", "Something behind the service does not answer: 1014.", 1014)
              .from(1, NETWORK, 50)
              .userAgent(UserAgents.IOS)
              .pauses(15_000, 25_000)
              .ends(SERVICE, 1014, SAME),
          ended(
                  "service-empty",
                  "The service closes with an empty Close: it gives no reason.",
                  ServiceTarget.END_EMPTY)
              .from(1, NETWORK, 60)
              .userAgent(UserAgents.CHROME)
              .endsEmpty(SERVICE, SAME),
          ended(
                  "service-vanishes",
                  "The service ends TCP with no Close: clients see 1006.",
                  ServiceTarget.END_WITHOUT_CLOSE)
              .from(1, NETWORK, 70)
              .userAgent(UserAgents.SAFARI)
              .endsWithoutClose(),
          scenario(
                  Group.SERVICE,
                  "idle-cut",
                  "The service cuts off silent clients after 5 s, with no Close.")
              .target(ServiceTarget.IDLE)
              .from(2, NETWORK, 80)
              .userAgent(UserAgents.JDK)
              .endsWithoutClose(),
          ended("service-sends-1006", "The service writes 1006, which must never be written.", 1006)
              .from(1, NETWORK, 90)
              .userAgent(UserAgents.GO)
              .pauses(20_000, 30_000)
              .ends(SERVICE, 1006, DIFFERENT, RESERVED_CLOSE_CODE));

  private ServiceScenarios() {}

  private static ScenarioBuilder ended(String name, String description, Object how) {
    return scenario(Group.SERVICE, name, description)
        .target(ServiceTarget.END + how)
        .does(pause(1_000, 4_000), say("price of 417?"));
  }
}
