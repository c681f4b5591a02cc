package dev.closewatch.proxy.demo;

import static dev.closewatch.analyzer.vocabulary.Initiator.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Initiator.SERVICE;
import static dev.closewatch.analyzer.vocabulary.Reply.DIFFERENT;
import static dev.closewatch.analyzer.vocabulary.Reply.MISSING;
import static dev.closewatch.analyzer.vocabulary.Reply.SAME;
import static dev.closewatch.analyzer.vocabulary.Violation.DATA_AFTER_CLOSE;
import static dev.closewatch.analyzer.vocabulary.Violation.INVALID_CLOSE_CODE;
import static dev.closewatch.analyzer.vocabulary.Violation.MALFORMED_CLOSE;
import static dev.closewatch.analyzer.vocabulary.Violation.RESERVED_CLOSE_CODE;
import static dev.closewatch.analyzer.vocabulary.Violation.SECOND_CLOSE;
import static dev.closewatch.analyzer.vocabulary.Violation.UNMASKED_FRAME;
import static dev.closewatch.proxy.demo.ScenarioBuilder.scenario;
import static dev.closewatch.proxy.demo.Step.chat;
import static dev.closewatch.proxy.demo.Step.close;
import static dev.closewatch.proxy.demo.Step.closeAnd;
import static dev.closewatch.proxy.demo.Step.closeEmpty;
import static dev.closewatch.proxy.demo.Step.closeWith;
import static dev.closewatch.proxy.demo.Step.leave;
import static dev.closewatch.proxy.demo.Step.say;
import static dev.closewatch.proxy.demo.Step.send;
import static dev.closewatch.proxy.demo.Step.sendRaw;

import dev.closewatch.proxy.demo.DemoScenario.Group;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Clients whose own fault their bad ends are. */
final class MisbehavingScenarios {
  private static final String NETWORK = "203.0.113.";
  private static final String HOME_MADE = "quote-grabber/0.3";
  private static final Buffer HUNDRED_BYTES = Buffer.buffer("0123456789".repeat(10));

  static final List<DemoScenario> ALL =
      List.of(
          bad("strips-code", "Empty Closes from a stack that always sends a code: who strips it?")
              .from(2, NETWORK, 110)
              .userAgent(UserAgents.OKHTTP)
              .does(chat(1_000, 3_000), closeEmpty())
              .pauses(3_000, 5_000)
              .endsEmpty(CLIENT, SAME),
          bad("wire-1005", "Writes 1005, which stands for an empty Close and is never written.")
              .from(1, NETWORK, 120)
              .does(chat(500, 2_500), close(1005, ""))
              .ends(CLIENT, 1005, DIFFERENT, RESERVED_CLOSE_CODE),
          bad("one-byte-close", "Closes with half a code, one byte.")
              .from(1, NETWORK, 125)
              .does(chat(500, 2_500), closeWith(Buffer.buffer(new byte[] {3})))
              .endsMalformed(CLIENT, DIFFERENT, MALFORMED_CLOSE),
          bad("out-of-range", "Closes with 40000, a code that does not exist.")
              .from(1, NETWORK, 130)
              .does(chat(500, 2_500), close(40_000, ""))
              .ends(CLIENT, 40_000, DIFFERENT, INVALID_CLOSE_CODE),
          bad(
                  "unassigned",
                  "Closes with 2000, which belongs to the protocol and means nothing yet.")
              .from(1, NETWORK, 135)
              .does(chat(500, 2_500), close(2000, ""))
              .pauses(15_000, 25_000)
              .ends(CLIENT, 2000, DIFFERENT, INVALID_CLOSE_CODE),
          bad("vanishes", "Ends TCP with no Close, as a killed process does.")
              .from(2, NETWORK, 140)
              .userAgent(UserAgents.JDK)
              .does(chat(1_000, 3_000), leave())
              .pauses(3_000, 6_000)
              .endsWithoutClose(),
          bad("cut-in-frame", "Ends TCP in the middle of a frame.")
              .from(1, NETWORK, 150)
              .does(
                  chat(500, 2_500),
                  sendRaw(Frame.masked(Frame.FIN | Frame.TEXT, HUNDRED_BYTES, 7).slice(0, 30)),
                  leave())
              .endsWithoutClose(),
          bad("cut-in-message", "Ends TCP between two fragments of a message.")
              .from(1, NETWORK, 155)
              .does(chat(500, 2_500), send(Frame.TEXT, HUNDRED_BYTES), leave())
              .endsWithoutClose(),
          bad("resets", "Ends TCP by a reset, with no Close.")
              .from(1, NETWORK, 160)
              .userAgent(UserAgents.GO)
              .endsByReset()
              .does(chat(1_000, 3_000), leave())
              .endsWithoutClose(),
          bad("talks-on", "Sends data behind its own Close.")
              .from(1, NETWORK, 170)
              .does(chat(500, 2_500), closeAnd(1000, Frame.TEXT, Buffer.buffer("one more thing")))
              .ends(CLIENT, 1000, SAME, DATA_AFTER_CLOSE),
          bad("closes-twice", "Sends a second Close behind the first.")
              .from(1, NETWORK, 175)
              .does(chat(500, 2_500), closeAnd(1000, Frame.CLOSE, Frame.closePayload(1001, "")))
              .ends(CLIENT, 1000, SAME, SECOND_CLOSE),
          bad("never-answers", "Leaves the service's Close unanswered, though it could answer.")
              .from(1, NETWORK, 180)
              .userAgent(UserAgents.AIOHTTP)
              .target(ServiceTarget.END + 1001)
              .neverAnswersCloses()
              .does(chat(500, 2_000), say("price of 417?"))
              .ends(SERVICE, 1001, MISSING),
          bad("unmasked", "Sends frames without a mask, for which the service closes: 1002.")
              .from(1, NETWORK, 185)
              .does(
                  chat(500, 2_500),
                  sendRaw(Frame.unmasked(Frame.FIN | Frame.TEXT, Buffer.buffer("no mask"))))
              .ends(SERVICE, 1002, SAME, UNMASKED_FRAME),
          bad("reconnects", "Closes properly, but is back within two seconds, all day.")
              .from(1, NETWORK, 190)
              .does(chat(200, 400), close(1000, ""))
              .pauses(1_000, 2_000)
              .ends(CLIENT, 1000, SAME));

  private MisbehavingScenarios() {}

  private static ScenarioBuilder bad(String name, String description) {
    return scenario(Group.MISBEHAVING, name, description).userAgent(HOME_MADE);
  }
}
