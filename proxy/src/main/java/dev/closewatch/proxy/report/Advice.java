package dev.closewatch.proxy.report;

import dev.closewatch.analyzer.vocabulary.Rule;
import java.util.List;

/**
 * What there is to say of a rule to whoever runs the peer.
 *
 * @param title what it did, in a few words
 * @param seen what was seen, and why it matters
 * @param change what to do about it, the likeliest first
 * @param check how to see that it is mended
 */
record Advice(String title, String seen, List<String> change, String check) {
  static Advice of(Rule rule) {
    return switch (rule) {
      case EMPTY_CLOSE_HABIT ->
          new Advice(
              "Closes without a code",
              "Most of the closes that it began were empty: a Close with no code. That is legal,"
                  + " but the other side cannot tell why it was left, and APIs report 1005 for it."
                  + " Browsers and several libraries do so by default; this one is not known to be"
                  + " one of them.",
              List.of(
                  "Where the program closes a connection, name a code: `close(1000, \"done\")`"
                      + " when the work is done, 1001 when the program stops.",
                  "If it does so already, something between the program and here takes the code"
                      + " away: a gateway, a proxy, a library around the library. Compare what"
                      + " leaves the program with what arrives.",
                  "If its library sends empty Closes by default, tell us which it is: then nothing"
                      + " has to be changed."),
              "a capture at the program shows Close frames with two bytes of payload or more, and"
                  + " its closes are counted as `normal` or `going_away` instead of `empty`.");
      case POLICY_OFFENDER ->
          new Advice(
              "Is closed on for policy, again and again",
              "The other side ended connections because a policy of its own was violated: with"
                  + " 1008, or with a code that means the same there. The reason text, where there"
                  + " is one, is the best hint at which.",
              List.of(
                  "Log code and reason of every close that the program receives; most libraries"
                      + " hand both to a close handler.",
                  "Ask whoever runs the other side which policy it was, if the reason does not say."),
              "connections live on, or end with another code than 1008.");
      case POLICY_LOOP ->
          new Advice(
              "Comes back at once after a policy close",
              "After the other side had closed on it for policy, the program opened a new"
                  + " connection within seconds, and again. What was refused once is likely refused"
                  + " again, so this helps nobody and loads both sides.",
              List.of(
                  "Do not reconnect at once after 1008. Back off exponentially, with a random"
                      + " part: 1 s, 2 s, 4 s ... up to some minutes.",
                  "Renew the token, or whatever else the reason names, before the next attempt.",
                  "Begin the back-off anew only when a connection has lived for a while, not when"
                      + " it has opened.",
                  "After several refusals in a row stop, and tell a person."),
              "behind a close with 1008 no new connection follows within ten seconds.");
      case ILLEGAL_CLOSE ->
          new Advice(
              "Sends Closes that must not be on the wire",
              "It began a close with a code or a form that RFC 6455 forbids. Many receivers then"
                  + " fail the connection, and neither side learns what was meant.",
              List.of(
                  "Send no code below 1000, none of 1004, 1005, 1006 and 1015, none from 1016 to"
                      + " 2999, and none above 4999. For an application's own meaning take 4000 to"
                      + " 4999.",
                  "1005 and 1006 are what an API reports when there was no code, or no Close. Do"
                      + " not pass a code that was received on to close(): a program that hands on"
                      + " 1005 should call close() with 1000, or with no code at all.",
                  "A body is empty, or two bytes of code, then a reason in UTF-8, 125 bytes in"
                      + " all, in one frame. Let a library write it."),
              "not one more comes: a single such Close is enough to be listed.");
      case PROTOCOL_VIOLATOR ->
          new Advice(
              "Violates the protocol",
              "In several connections it sent frames that RFC 6455 forbids. A strict receiver"
                  + " would have failed the connection with 1002.",
              List.of(
                  "Update the WebSocket library, or replace one that was written by hand.",
                  "If it is up to date, look for something between that changes bytes."),
              "a run against a conformance test, such as the Autobahn test suite, shows no"
                  + " failure.");
      case VANISHER ->
          new Advice(
              "Ends connections with no Close",
              "At least half of its connections ended since its side ended TCP, in order or by a"
                  + " reset, with no Close before. The other side cannot tell a wanted end from a"
                  + " crash or a broken network, and reports 1006.",
              List.of(
                  "Call `close(1000)` and wait for the answer, a few seconds at most, before the"
                      + " program or the thread ends; also when it is stopped by SIGTERM.",
                  "If it is killed or crashes, see why: memory, a watchdog, an exception in a"
                      + " handler.",
                  "If it did not mean to end, something before it may have: a NAT, a firewall or a"
                      + " load balancer that drops silent connections. A ping every 30 seconds"
                      + " keeps them open."),
              "its connections end with a code; those that do not are few.");
      case IGNORES_CLOSE ->
          new Advice(
              "Leaves Closes unanswered",
              "It was sent a Close, kept the connection open, and gave no Close back, though it had"
                  + " the time. RFC 6455 section 5.5.1 asks for an answer; without it the other side"
                  + " has to wait for a timeout.",
              List.of(
                  "Go on reading until the connection has ended: a library answers a Close only"
                      + " when it reads it.",
                  "If the library leaves the answer to the program, call close() in the handler"
                      + " that is told of the other side's Close.",
                  "If the program hangs, for instance in a handler that blocks, free the thread"
                      + " that reads."),
              "a Close is answered within moments, and the connection ends soon after.");
      case RECONNECT_STORM ->
          new Advice(
              "Opens and ends connections in quick succession",
              "Many times over it ended a connection of a few seconds and opened the next one at"
                  + " once. Each costs both sides a handshake, and a connection that is meant to"
                  + " stay carries many messages.",
              List.of(
                  "Keep one connection open and send all messages over it.",
                  "Find what ends it: an exception in a handler, a timeout that is too short, a"
                      + " supervisor that restarts the program.",
                  "Between two attempts wait, each time longer, with a random part.",
                  "A health check can ask for a plain HTTP path instead."),
              "connections live for minutes, and far fewer are opened.");
    };
  }
}
