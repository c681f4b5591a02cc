package dev.closewatch.proxy.demo;

import static dev.closewatch.analyzer.vocabulary.Initiator.SERVICE;
import static dev.closewatch.analyzer.vocabulary.Reply.SAME;
import static dev.closewatch.proxy.demo.ScenarioBuilder.scenario;
import static dev.closewatch.proxy.demo.Step.chat;
import static dev.closewatch.proxy.demo.Step.flood;
import static dev.closewatch.proxy.demo.Step.say;
import static dev.closewatch.proxy.demo.Step.send;

import dev.closewatch.proxy.demo.DemoScenario.Group;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Clients whom the service turns away, for what they are or for what they send. */
final class PolicyScenarios {
  private static final String NETWORK = "203.0.113.";

  static final List<DemoScenario> ALL =
      List.of(
          refused("too-fast", "Sends 40 messages at once, 20 a second are allowed: 1008.")
              .from(2, NETWORK, 10)
              .userAgent(UserAgents.NODE)
              .does(chat(500, 1_500), flood(40))
              .ends(SERVICE, 1008, SAME),
          refused("expired-token", "Comes back with the same old token, which expires: 1008.")
              .from(1, NETWORK, 20)
              .userAgent(UserAgents.AIOHTTP)
              .target("/quotes?token=2f1c")
              .does(say("price of 100?"))
              .ends(SERVICE, 1008, SAME),
          refused("forbidden-word", "Sends what the service does not allow: 1008.")
              .from(1, NETWORK, 30)
              .userAgent(UserAgents.TORNADO)
              .does(chat(1_000, 3_000), say("Visit our casino!"))
              .ends(SERVICE, 1008, SAME),
          refused("binary", "Sends binary to a service that takes text only: 1003.")
              .from(1, NETWORK, 40)
              .userAgent(UserAgents.GO)
              .target(ServiceTarget.TEXT_ONLY)
              .does(send(Frame.FIN | Frame.BINARY, Buffer.buffer(new byte[12])))
              .pauses(15_000, 25_000)
              .ends(SERVICE, 1003, SAME),
          refused("bad-utf8", "Sends text that is not UTF-8: 1007.")
              .from(1, NETWORK, 50)
              .userAgent(UserAgents.GO)
              .does(send(Frame.FIN | Frame.TEXT, Buffer.buffer(new byte[] {'a', (byte) 0xFF})))
              .pauses(15_000, 25_000)
              .ends(SERVICE, 1007, SAME),
          refused("too-big", "Sends a message longer than the service takes: 1009.")
              .from(1, NETWORK, 60)
              .userAgent(UserAgents.JDK)
              .does(
                  send(
                      Frame.FIN | Frame.BINARY,
                      Buffer.buffer(new byte[FrameParser.MAX_PAYLOAD_BYTES + 1])))
              .pauses(15_000, 25_000)
              .ends(SERVICE, 1009, SAME),
          refused("not-signed-in", "Asks for a private path without signing in: 401.")
              .from(2, NETWORK, 70)
              .userAgent(UserAgents.CHROME)
              .target(ServiceTarget.PRIVATE)
              .isAnswered(401),
          refused("wrong-origin", "Connects from a page of another origin: 403.")
              .from(1, NETWORK, 80)
              .userAgent(UserAgents.FIREFOX)
              .origin("https://elsewhere.example")
              .target(ServiceTarget.FORBIDDEN)
              .isAnswered(403));

  private PolicyScenarios() {}

  private static ScenarioBuilder refused(String name, String description) {
    return scenario(Group.POLICY, name, description).pauses(5_000, 9_000);
  }
}
