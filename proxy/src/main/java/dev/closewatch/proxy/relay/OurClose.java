package dev.closewatch.proxy.relay;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.vocabulary.Sender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.security.SecureRandom;

/** The one thing that the relay ever puts in: a Close 1001 without a reason. */
final class OurClose {
  static final Close CLOSE =
      new Close(CloseCodes.GOING_AWAY, CloseCodes.kindOnWire(CloseCodes.GOING_AWAY), "");

  private static final int FIN_AND_CLOSE = 0x88;
  private static final int MASKED = 0x80;
  private static final SecureRandom RANDOM = new SecureRandom();

  private OurClose() {}

  /** Returns the frame as the endpoint on this leg expects it: masked towards the service only. */
  static ByteBuf frame(ByteBufAllocator allocator, Sender towards) {
    ByteBuf frame = allocator.buffer(8);
    frame.writeByte(FIN_AND_CLOSE);
    if (towards == Sender.CLIENT) {
      return frame.writeByte(Short.BYTES).writeShort(CloseCodes.GOING_AWAY);
    }
    int maskingKey = RANDOM.nextInt(); // unpredictable: RFC 6455 section 5.3
    return frame
        .writeByte(MASKED | Short.BYTES)
        .writeInt(maskingKey)
        .writeShort(CloseCodes.GOING_AWAY ^ (maskingKey >>> 16));
  }
}
