package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.StackName;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;

/** In English. */
final class EnglishExplanations implements Explanations {
  @Override
  public char decimalMark() {
    return '.';
  }

  @Override
  public String massClose(Facts facts) {
    return String.format(
            "At %s, %s connections of route %s (%s of those open) from %s client peers ended within one"
                + " second in the same way: %s.",
            facts.text("at"),
            facts.text("closes"),
            facts.route(),
            facts.percent("shareOfOpen"),
            facts.text("peers"),
            wayOfMassClose(facts))
        + " "
        + adviceOnMassClose(facts);
  }

  private static String wayOfMassClose(Facts facts) {
    if (facts.is("initiator", Initiator.PROXY)) {
      return "closewatch itself ended them";
    }
    if (facts.is("initiator", Initiator.SERVICE)) {
      return "the service sent a Close of kind " + facts.text("kind");
    }
    if (facts.is("initiator", Initiator.CLIENT)) {
      return "the clients sent a Close of kind " + facts.text("kind");
    }
    String side = facts.is("endedBy", TcpEndBy.CLIENT) ? "the client's side" : "the service's side";
    return facts.is("initiator", Initiator.NONE)
        ? side + " ended TCP without a Close"
        : side + " ended TCP, and what went before could not be read";
  }

  private static String adviceOnMassClose(Facts facts) {
    if (facts.is("initiator", Initiator.PROXY)) {
      return "If this was a planned drain of closewatch, nothing is to be done.";
    }
    if (facts.is("initiator", Initiator.SERVICE)) {
      return "Whoever runs the service should look for a deploy, a reload or a fault at that time;"
          + " to soften it, drain in small steps and let clients wait a random time before they"
          + " come back.";
    }
    if (facts.is("initiator", Initiator.CLIENT)) {
      return "Look for what these clients have in common: an update of their application, or a proxy"
          + " before closewatch that was reloaded.";
    }
    return facts.is("endedBy", TcpEndBy.CLIENT)
        ? "Whoever runs what stands before closewatch (load balancer, ingress, network) should look"
            + " for a reload or an outage at that time; no single client is to blame."
        : "Whoever runs the service, or a proxy between closewatch and it, should look for a restart"
            + " or a crash at that time, and have it send Close 1001 or 1012 before it stops.";
  }

  @Override
  public String idleTimer(Facts facts) {
    String seconds = facts.decimal("seconds");
    boolean byClient = facts.is("endedBy", TcpEndBy.CLIENT);
    StringBuilder text =
        new StringBuilder(
            String.format(
                "On route %s, the %s ended %s connections %s, by %s: %s of all that it ended without a"
                    + " Close.",
                facts.route(),
                byClient ? "client's side" : "service's side",
                facts.text("closes"),
                since(facts, seconds),
                how(facts),
                facts.percent("share")));
    if (2 * facts.number("withUnansweredPings") > facts.number("closes")) {
      return text.append(" Most of them had left pings unanswered, so they were dead already and")
          .append(" the timer only cleared them away: look for lost networks and sleeping devices,")
          .append(" and have clients come back when they notice.")
          .toString();
    }
    text.append(
            byClient ? " Whoever runs what stands before closewatch" : " Whoever runs the service")
        .append(
            byClient
                ? " (load balancer, ingress, NAT), or the clients, should look for a timer of "
                : ", or a proxy between closewatch and it, should look for a timer of ")
        .append(seconds)
        .append(" s");
    if (!facts.list("defaultOf").isEmpty()) {
      text.append(" (the default of ")
          .append(String.join(", ", facts.list("defaultOf")))
          .append(")");
    }
    return text.append(adviceOnTimer(facts)).toString();
  }

  private static String since(Facts facts, String seconds) {
    if (facts.is("measure", IdleMeasure.AGE)) {
      return "at an age of " + seconds + " s, in use or not";
    }
    String whose =
        facts.is("measure", IdleMeasure.CLIENT_IDLE)
            ? "from the client"
            : facts.is("measure", IdleMeasure.SERVICE_IDLE)
                ? "from the service"
                : "from either side";
    return "after " + seconds + " s without a byte " + whose;
  }

  private static String how(Facts facts) {
    if (facts.is("how", TcpEndHow.RESET)) {
      return "a reset";
    }
    return facts.is("how", TcpEndHow.TIMEOUT) ? "a TCP timeout" : "a FIN";
  }

  private static String adviceOnTimer(Facts facts) {
    if (facts.is("measure", IdleMeasure.AGE)) {
      return " on the life of a connection and set it longer, or have the service close with 1001"
          + " before it is over.";
    }
    long pingSeconds = Math.max(1, (long) (facts.number("seconds") / 2));
    String sender = facts.is("measure", IdleMeasure.CLIENT_IDLE) ? "the client" : "the service";
    return String.format(
        " and set it longer, or have %s send a ping every %s s.", sender, pingSeconds);
  }

  @Override
  public String codeStripping(Facts facts) {
    long closes = (long) (facts.number("empty") + facts.number("withCode"));
    String stacks = String.join(", ", facts.list("stacks"));
    if (facts.is("side", Sender.SERVICE)) {
      return String.format(
          "On route %s, the service answered %s of %s Closes that had a code (%s) with an empty one."
              + " Something between closewatch and the service takes codes out, of the Close or of"
              + " its answer: whoever runs the service should check the proxies on that way, then"
              + " its WebSocket library.",
          facts.route(), facts.text("empty"), closes, facts.percent("share"));
    }
    if (facts.text("closes").equals("answer")) {
      return String.format(
          "On route %s, clients answered %s of %s Closes that had a code (%s) with an empty one"
              + " (stacks: %s). Known stacks repeat the code, so something between closewatch and"
              + " these clients takes it out, and they never learn why they were closed: whoever runs"
              + " the proxy or gateway there should have it pass Closes on unchanged.",
          facts.route(), facts.text("empty"), closes, facts.percent("share"), stacks);
    }
    return String.format(
        "On route %s, %s of %s Closes (%s) that %s peers started came without a code, though their"
            + " stacks (%s) always send one. Whoever runs a proxy or gateway between these clients"
            + " and closewatch should have it pass Closes on unchanged%s.",
        facts.route(),
        facts.text("empty"),
        closes,
        facts.percent("share"),
        facts.text("peers"),
        stacks,
        facts.list("stacks").size() == 1
            ? "; as it is a single stack, check first whether a new version of it does this"
            : "");
  }

  @Override
  public String outlierInstance(Facts facts) {
    return String.format(
        "On route %s, %s of %s connections of instance %s ended badly (%s), against %s of %s (%s) of"
            + " the other instances. Whoever runs the service should take this instance out, and"
            + " compare its log, version and load with the others'.",
        facts.route(),
        facts.text("bad"),
        facts.text("closes"),
        facts.text("instance"),
        facts.percent("share"),
        facts.text("restBad"),
        facts.text("restCloses"),
        facts.percent("restShare"));
  }

  @Override
  public String outlierStack(Facts facts) {
    boolean unknown = facts.is("stack", StackName.UNKNOWN);
    String who = unknown ? "clients without a User-Agent" : facts.text("stack") + " clients";
    return String.format(
        "On route %s, %s of %s connections of %s ended badly (%s), against %s of %s (%s) of all other"
            + " clients. %s",
        facts.route(),
        facts.text("bad"),
        facts.text("closes"),
        who,
        facts.percent("share"),
        facts.text("restBad"),
        facts.text("restCloses"),
        facts.percent("restShare"),
        facts.number("peers") == 1
            ? "All of these are one peer's: look at that peer rather than at the stack."
            : "Whoever develops these clients should try to reproduce it with this stack alone.");
  }

  @Override
  public String identityCollapsed(Facts facts) {
    String addresses = String.join(", ", facts.list("addresses"));
    String options = String.join("; or with ", facts.list("options"));
    return String.format(
        "%s of %s connections seem to come from %s: a proxy in front hides who the clients are, and"
            + " no client is flagged meanwhile. Whoever runs closewatch should start it with %s.%s",
        facts.percent("share"),
        facts.text("connections"),
        addresses,
        options,
        facts.list("options").size() > 1
            ? " Trust an address only if the proxy there is your own."
            : " The identity that is set now does not tell clients apart.");
  }
}
