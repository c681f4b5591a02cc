package dev.closewatch.proxy.demo;

import dev.closewatch.proxy.demo.DemoScenario.Habits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A simulated peer on one connection: asks for the upgrade, follows its script, answers the
 * service's Close if that is its habit, and leaves at the latest when a while has passed.
 *
 * <pre>
 *   request --101--> script --> waits for the service to end TCP --> ended
 *      \--else--> reads the body --> leaves TCP ------------------/
 * </pre>
 */
final class Visitor {
  private static final long HANDSHAKE_TIMEOUT_MILLIS = 5_000;
  private static final long VISIT_TIMEOUT_MILLIS = 15_000;
  private static final String OVER = "the service has closed, or TCP has ended";

  private final Vertx vertx;
  private final NetSocket socket;
  private final Habits habits;
  private final SplittableRandom random;
  private final List<Step> script;
  private final FrameParser parser = new FrameParser(this::frame);
  private final Promise<Void> ended = Promise.promise();
  private Buffer head = Buffer.buffer();
  private boolean upgraded;
  private boolean closeSent;
  private boolean over;
  private long deadline;
  private @Nullable Promise<Void> pause;

  Visitor(
      Vertx vertx, NetSocket socket, Habits habits, List<Step> script, SplittableRandom random) {
    this.vertx = vertx;
    this.socket = socket;
    this.habits = habits;
    this.script = script;
    this.random = random;
  }

  /** Sends the request; the rest follows by itself. The future succeeds when TCP has ended. */
  Future<Void> visit(String request) {
    socket.exceptionHandler(reset -> {}); // the proxy may hand on a reset
    socket.closeHandler(done -> socketClosed());
    socket.handler(this::received);
    socket.write(request);
    leaveAfter(HANDSHAKE_TIMEOUT_MILLIS);
    return ended.future();
  }

  /** Leaves at once, politely if there is still something to be polite about. */
  Future<Void> leave() {
    if (upgraded && !closeSent && !over) {
      close(frame(Frame.CLOSE, Frame.closePayload(1001, "")));
    }
    return endTcp();
  }

  int between(int min, int max) {
    return min == max ? min : random.nextInt(min, max);
  }

  /** Returns a whole frame as a client must send it. */
  Buffer frame(int opcode, Buffer payload) {
    return masked(Frame.FIN | opcode, payload);
  }

  Buffer masked(int firstByte, Buffer payload) {
    return Frame.masked(firstByte, payload, random.nextInt());
  }

  Future<Void> text(String text) {
    return write(frame(Frame.TEXT, Buffer.buffer(text)));
  }

  Future<Void> write(Buffer bytes) {
    return over ? Future.failedFuture(OVER) : socket.write(bytes);
  }

  /** Writes a Close and whatever else the bytes hold. */
  Future<Void> close(Buffer bytes) {
    closeSent = true;
    return write(bytes);
  }

  /** Succeeds after so long; fails as soon as the service has closed. */
  Future<Void> pause(int millis) {
    if (over) {
      return Future.failedFuture(OVER);
    }
    Promise<Void> pausing = Promise.promise();
    pause = pausing;
    long timer = vertx.setTimer(millis, passed -> pausing.tryComplete());
    return pausing.future().onFailure(early -> vertx.cancelTimer(timer));
  }

  /** Ends TCP: by FIN, or by reset if the socket was opened so. */
  Future<Void> endTcp() {
    over = true;
    return socket.close();
  }

  private void received(Buffer data) {
    if (upgraded) {
      parser.read(data);
      return;
    }
    head.appendBuffer(data);
    HttpHead response = HttpHead.read(head);
    if (response == null) {
      if (head.length() > HttpHead.MAX_BYTES) {
        endTcp();
      }
    } else if (response.secondWord().equals("101")) {
      upgraded = true;
      Buffer early = head.getBuffer(response.bytes(), head.length());
      head = Buffer.buffer();
      leaveAfter(VISIT_TIMEOUT_MILLIS);
      followScript();
      parser.read(early);
    } else if (head.length() - response.bytes() >= response.contentLength()) {
      endTcp();
    }
  }

  private void followScript() {
    Future<Void> sofar = Future.succeededFuture();
    for (Step step : script) {
      sofar = sofar.compose(done -> over ? Future.failedFuture(OVER) : step.take(this));
    }
  }

  private void frame(Frame frame) {
    if (frame.opcode() == Frame.PING && !over) {
      write(frame(Frame.PONG, frame.payload()));
    }
    if (frame.opcode() == Frame.CLOSE) {
      if (!closeSent && habits.answersCloses() && !over) {
        close(frame(Frame.CLOSE, frame.answerToClose()));
      }
      interrupt();
    }
  }

  private void interrupt() {
    over = true;
    if (pause != null) {
      pause.tryFail(OVER);
    }
  }

  private void socketClosed() {
    vertx.cancelTimer(deadline);
    interrupt();
    ended.tryComplete();
  }

  private void leaveAfter(long millis) {
    vertx.cancelTimer(deadline);
    deadline = vertx.setTimer(millis, late -> endTcp());
  }
}
