package dev.closewatch.proxy.demo;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** One step of a visit's script; how a script reads is the reason for the factories here. */
@FunctionalInterface
interface Step {
  /** Takes the step; the script goes on when the future succeeds, and is over when it fails. */
  Future<Void> take(Visitor visitor);

  /** Says something every now and then for so long, and hears the last answer. */
  static Step chat(int minMillis, int maxMillis) {
    return visitor -> chat(visitor, visitor.between(minMillis, maxMillis));
  }

  private static Future<Void> chat(Visitor visitor, int millisLeft) {
    int pause = Math.min(visitor.between(300, 900), millisLeft);
    Future<Void> said = visitor.text("price of " + visitor.between(100, 999) + "?");
    Future<Void> paused = said.compose(done -> visitor.pause(pause));
    return pause == millisLeft ? paused : paused.compose(done -> chat(visitor, millisLeft - pause));
  }

  /** Says one thing. */
  static Step say(String text) {
    return visitor -> visitor.text(text);
  }

  /** Says many things at once. */
  static Step flood(int messages) {
    return visitor -> {
      Buffer all = Buffer.buffer();
      for (int i = 0; i < messages; i++) {
        all.appendBuffer(visitor.frame(Frame.TEXT, Buffer.buffer("buy " + i)));
      }
      return visitor.write(all);
    };
  }

  /** Sends one data frame of any form. */
  static Step send(int firstByte, Buffer payload) {
    return visitor -> visitor.write(visitor.masked(firstByte, payload));
  }

  /** Sends bytes that are no whole frame, or none that a client may send. */
  static Step sendRaw(Buffer bytes) {
    return visitor -> visitor.write(bytes.copy());
  }

  /** Does nothing for a while. */
  static Step pause(int minMillis, int maxMillis) {
    return visitor -> visitor.pause(visitor.between(minMillis, maxMillis));
  }

  /** Closes with a code, legal or not. */
  static Step close(int code, String reason) {
    return closeWith(Frame.closePayload(code, reason));
  }

  /** Closes with no code. */
  static Step closeEmpty() {
    return closeWith(Buffer.buffer());
  }

  /** Closes with a body of any form. */
  static Step closeWith(Buffer payload) {
    return visitor -> visitor.close(visitor.frame(Frame.CLOSE, payload));
  }

  /** Closes, with one more frame right behind the Close. */
  static Step closeAnd(int code, int opcodeBehind, Buffer payloadBehind) {
    return visitor ->
        visitor.close(
            visitor
                .frame(Frame.CLOSE, Frame.closePayload(code, "done"))
                .appendBuffer(visitor.frame(opcodeBehind, payloadBehind)));
  }

  /** Says something and closes right behind it, without waiting for what it leads to. */
  static Step sayAndClose(String text, int code) {
    return visitor ->
        visitor.close(
            visitor
                .frame(Frame.TEXT, Buffer.buffer(text))
                .appendBuffer(visitor.frame(Frame.CLOSE, Frame.closePayload(code, ""))));
  }

  /** Closes and ends TCP in the same moment. */
  static Step closeAndLeave(int code) {
    return visitor -> {
      Future<Void> closed = visitor.close(visitor.frame(Frame.CLOSE, Frame.closePayload(code, "")));
      return Future.join(closed, visitor.endTcp()).mapEmpty();
    };
  }

  /** Ends TCP. */
  static Step leave() {
    return Visitor::endTcp;
  }
}
