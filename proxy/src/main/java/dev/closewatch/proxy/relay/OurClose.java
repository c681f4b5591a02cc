package dev.closewatch.proxy.relay;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.vocabulary.Sender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.security.SecureRandom;

/** The one thing that the relay ever puts in: a Close without a reason, 1001 or 1012. */
final class OurClose {
  static final OurClose GOING_AWAY = new OurClose(CloseCodes.GOING_AWAY);
  private static final OurClose SERVICE_RESTART = new OurClose(CloseCodes.SERVICE_RESTART);

  private static final int FIN_AND_CLOSE = 0x88;
  private static final int MASKED = 0x80;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final int code;
  private final Close close;

  private OurClose(int code) {
    this.code = code;
    close = new Close(code, CloseCodes.kindOnWire(code), "");
  }

  /** Returns the Close with this code. */
  static OurClose of(int code) {
    return switch (code) {
      case CloseCodes.GOING_AWAY -> GOING_AWAY;
      case CloseCodes.SERVICE_RESTART -> SERVICE_RESTART;
      default -> throw new IllegalArgumentException(code + " is no code of ours");
    };
  }

  /** Returns what it says. */
  Close close() {
    return close;
  }

  /** Returns the frame as the endpoint on this leg expects it: masked towards the service only. */
  ByteBuf frame(ByteBufAllocator allocator, Sender towards) {
    ByteBuf frame = allocator.buffer(8);
    frame.writeByte(FIN_AND_CLOSE);
    if (towards == Sender.CLIENT) {
      return frame.writeByte(Short.BYTES).writeShort(code);
    }
    int maskingKey = RANDOM.nextInt(); // unpredictable: RFC 6455 section 5.3
    return frame
        .writeByte(MASKED | Short.BYTES)
        .writeInt(maskingKey)
        .writeShort(code ^ (maskingKey >>> 16));
  }
}
