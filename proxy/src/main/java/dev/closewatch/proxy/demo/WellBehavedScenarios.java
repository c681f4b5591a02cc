package dev.closewatch.proxy.demo;

import static dev.closewatch.analyzer.vocabulary.Initiator.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Reply.SAME;
import static dev.closewatch.proxy.demo.ScenarioBuilder.scenario;
import static dev.closewatch.proxy.demo.Step.chat;
import static dev.closewatch.proxy.demo.Step.close;
import static dev.closewatch.proxy.demo.Step.closeAndLeave;
import static dev.closewatch.proxy.demo.Step.closeEmpty;
import static dev.closewatch.proxy.demo.Step.pause;
import static dev.closewatch.proxy.demo.Step.sayAndClose;

import dev.closewatch.proxy.demo.DemoScenario.Group;
import java.util.List;

/** Most of the traffic: a service among whose peers a few bad ones stand out. */
final class WellBehavedScenarios {
  private static final String SHOP = "https://quotes.example";
  private static final String NETWORK = "192.0.2.";

  static final List<DemoScenario> ALL =
      List.of(
          good("browser-tab", "A page calls close() with no code: an empty Close, legal and usual.")
              .from(12, NETWORK, 10)
              .userAgent(UserAgents.CHROME)
              .origin(SHOP)
              .does(chat(2_000, 6_000), closeEmpty())
              .endsEmpty(CLIENT, SAME),
          good("browser-leaves", "A page is left: 1001, and TCP ends in the same moment.")
              .from(5, NETWORK, 30)
              .userAgent(UserAgents.FIREFOX)
              .origin(SHOP)
              .does(chat(2_000, 6_000), closeAndLeave(1001))
              .ends(CLIENT, 1001, SAME),
          good("browser-ipv6", "A browser behind IPv6 closes with 1000.")
              .from("2001:db8:0:a::7", "2001:db8:0:b::7", "2001:db8:0:c::7")
              .userAgent(UserAgents.SAFARI)
              .origin(SHOP)
              .does(chat(2_000, 6_000), close(1000, ""))
              .ends(CLIENT, 1000, SAME),
          good("mobile-app", "An app closes with 1000 and a reason.")
              .from(8, NETWORK, 50)
              .userAgent(UserAgents.OKHTTP)
              .does(chat(2_000, 5_000), close(1000, "screen closed"))
              .ends(CLIENT, 1000, SAME),
          good("worker", "A worker closes with 1000 when its work is done.")
              .from(8, NETWORK, 70)
              .userAgent(UserAgents.PYTHON_WEBSOCKETS)
              .does(chat(1_000, 6_000), close(1000, ""))
              .ends(CLIENT, 1000, SAME),
          good("no-user-agent", "A library that sends no User-Agent closes with an empty Close.")
              .from(3, NETWORK, 90)
              .does(chat(2_000, 5_000), closeEmpty())
              .endsEmpty(CLIENT, SAME),
          good("private-code", "An app closes with a code of its own, 4000.")
              .from(3, NETWORK, 100)
              .userAgent(UserAgents.IOS)
              .does(chat(2_000, 5_000), close(4000, "account switched"))
              .ends(CLIENT, 4000, SAME),
          good("registered-code", "A client closes with 3000, which IANA lists as Unauthorized.")
              .from(2, NETWORK, 110)
              .userAgent(UserAgents.GO)
              .does(chat(2_000, 5_000), close(3000, ""))
              .ends(CLIENT, 3000, SAME),
          good("missing-extension", "A client wanted compression, was granted none, closes: 1010.")
              .from(1, NETWORK, 120)
              .userAgent(UserAgents.GO)
              .does(close(1010, "permessage-deflate"))
              .pauses(15_000, 25_000)
              .ends(CLIENT, 1010, SAME),
          good("crossed", "Both sides close at once: two Closes pass each other on the way.")
              .from(1, NETWORK, 130)
              .userAgent(UserAgents.PYTHON_WEBSOCKETS)
              .target(ServiceTarget.END + 1000)
              .does(pause(500, 3_000), sayAndClose("price of 417?", 1000))
              .ends(CLIENT, 1000, SAME),
          good("uptime-check", "A monitor asks for the front page: plain HTTP passes through too.")
              .from(1, NETWORK, 140)
              .userAgent("uptime-check/2.0")
              .target("/")
              .plainHttp()
              .pauses(4_000, 6_000)
              .isAnswered(200));

  private WellBehavedScenarios() {}

  private static ScenarioBuilder good(String name, String description) {
    return scenario(Group.WELL_BEHAVED, name, description).pauses(3_000, 7_000);
  }
}
