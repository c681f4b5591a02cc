package dev.closewatch.proxy.demo;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection of the demo's service: echoes, keeps its policies, and closes as RFC
 * 6455 section 7 has it: answer a Close, then end TCP; wait a while for the answer to one's own.
 */
final class EchoSession {
  private static final int NO_MESSAGE = -1;

  private final Vertx vertx;
  private final NetSocket socket;
  private final ServicePolicies policies;
  private final ServiceTarget target;
  private final FrameParser parser = new FrameParser(this::frame);
  private final ArrayDeque<Long> messageNanos = new ArrayDeque<>();
  private Buffer message = Buffer.buffer();
  private int messageOpcode = NO_MESSAGE;
  private boolean closeSent;
  private boolean over;
  private @Nullable Long timer;

  EchoSession(Vertx vertx, NetSocket socket, ServicePolicies policies, ServiceTarget target) {
    this.vertx = vertx;
    this.socket = socket;
    this.policies = policies;
    this.target = target;
    if (target.hasToken()) {
      String life = String.format(Locale.ROOT, "%.1f s", policies.tokenLife().toMillis() / 1e3);
      after(
          policies.tokenLife().toMillis(),
          () -> close(1008, "token expired after " + life + ": sign in again"));
    }
    restartIdleTimer();
  }

  void received(Buffer data) {
    if (!over) {
      restartIdleTimer();
      parser.read(data);
    }
  }

  /** TCP has ended. */
  void ended() {
    over = true;
    cancelTimer();
  }

  private void frame(Frame frame) {
    if (over) {
      return; // RFC 6455 section 5.5.1: nothing counts behind a Close
    }
    if (frame.opcode() == Frame.CLOSE && !frame.oversized()) {
      answerClose(frame);
    } else if (!closeSent) {
      judge(frame);
    }
  }

  private void judge(Frame frame) {
    int opcode = frame.opcode();
    if (!frame.masked()) {
      close(1002, "a client's frames must be masked");
    } else if (frame.hasReservedBits()) {
      close(1002, "reserved bits are set");
    } else if (frame.oversized()) {
      close(1009, "longer than " + FrameParser.MAX_PAYLOAD_BYTES + " bytes");
    } else if (opcode == Frame.PING) {
      write(Frame.PONG, frame.payload());
    } else if (opcode <= Frame.BINARY) {
      fragment(frame);
    } else if (opcode != Frame.PONG) {
      close(1002, "unknown opcode");
    }
  }

  private void fragment(Frame frame) {
    boolean continues = frame.opcode() == Frame.CONTINUATION;
    if (continues != (messageOpcode != NO_MESSAGE)) {
      close(1002, "unexpected " + (continues ? "continuation" : "new message"));
      return;
    }
    if (!continues) {
      messageOpcode = frame.opcode();
    }
    message.appendBuffer(frame.payload());
    if (message.length() > FrameParser.MAX_PAYLOAD_BYTES) {
      close(1009, "longer than " + FrameParser.MAX_PAYLOAD_BYTES + " bytes");
    } else if (frame.isFinal()) {
      Buffer whole = message;
      int opcode = messageOpcode;
      message = Buffer.buffer();
      messageOpcode = NO_MESSAGE;
      message(opcode, whole);
    }
  }

  private void message(int opcode, Buffer payload) {
    if (tooFast()) {
      close(
          1008,
          "rate limit exceeded: more than " + policies.messagesPerSecond() + " messages a second");
      return;
    }
    if (opcode == Frame.BINARY && target.path().equals(ServiceTarget.TEXT_ONLY)) {
      close(1003, "text only");
      return;
    }
    if (opcode == Frame.TEXT) {
      String text = utf8(payload);
      if (text == null) {
        close(1007, "not UTF-8");
        return;
      }
      if (text.toLowerCase(Locale.ROOT).contains(policies.forbiddenWord())) {
        close(1008, "forbidden content: the word '" + policies.forbiddenWord() + "'");
        return;
      }
    }
    write(opcode, payload);
    if (target.endsFirst()) {
      end(target.howItEnds());
    }
  }

  private boolean tooFast() {
    long now = System.nanoTime();
    messageNanos.add(now);
    return messageNanos.size() > policies.messagesPerSecond()
        && now - messageNanos.remove() < 1_000_000_000L;
  }

  private void end(String how) {
    switch (how) {
      case ServiceTarget.END_WITHOUT_CLOSE -> endTcp();
      case ServiceTarget.END_EMPTY -> close(Buffer.buffer());
      default -> close(Integer.parseInt(how), reasonFor(Integer.parseInt(how)));
    }
  }

  private static String reasonFor(int code) {
    return switch (code) {
      case 1001 -> "the service is going away";
      case 1011 -> "internal error: no price for this symbol";
      case 1012 -> "the service restarts";
      case 1013 -> "try again in a minute";
      case 1014 -> "no answer from the ledger";
      default -> "";
    };
  }

  private void answerClose(Frame frame) {
    if (!closeSent) {
      writeClose(frame.answerToClose());
    }
    endTcp();
  }

  private void close(int code, String reason) {
    close(Frame.closePayload(code, reason));
  }

  private void close(Buffer payload) {
    if (!closeSent && !over) {
      writeClose(payload);
      after(policies.closeTimeout().toMillis(), this::endTcp);
    }
  }

  private void writeClose(Buffer payload) {
    closeSent = true;
    write(Frame.CLOSE, payload);
  }

  private void endTcp() {
    over = true;
    cancelTimer();
    socket.close();
  }

  private void write(int opcode, Buffer payload) {
    socket.write(Frame.unmasked(Frame.FIN | opcode, payload));
    if (socket.writeQueueFull()) {
      socket.pause();
      socket.drainHandler(drained -> socket.resume());
    }
  }

  private void restartIdleTimer() {
    if (target.path().equals(ServiceTarget.IDLE) && !closeSent) {
      after(policies.idle().toMillis(), this::endTcp);
    }
  }

  /** Sets the session's only timer anew. */
  private void after(long millis, Runnable action) {
    cancelTimer();
    timer =
        vertx.setTimer(
            millis,
            fired -> {
              timer = null;
              action.run();
            });
  }

  private void cancelTimer() {
    if (timer != null) {
      vertx.cancelTimer(timer);
      timer = null;
    }
  }

  private static @Nullable String utf8(Buffer payload) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(payload.getBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
