package dev.closewatch.bench.soak;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Cuts a stream into whole frames, unmasked, and judges nothing. */
final class FrameDecoder extends ByteToMessageDecoder {
  /** A frame as it came; who takes it releases the payload. */
  record Received(int firstByte, ByteBuf payload) {
    int opcode() {
      return firstByte & 0xF;
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < 2) {
      return;
    }
    int at = in.readerIndex();
    int second = in.getUnsignedByte(at + 1);
    int lengthBytes = (second & 0x7F) == 126 ? 2 : (second & 0x7F) == 127 ? 8 : 0;
    int keyBytes = (second & 0x80) == 0 ? 0 : 4;
    int headBytes = 2 + lengthBytes + keyBytes;
    if (in.readableBytes() < headBytes) {
      return;
    }
    long length =
        switch (lengthBytes) {
          case 2 -> in.getUnsignedShort(at + 2);
          case 8 -> in.getLong(at + 2);
          default -> second & 0x7F;
        };
    if (in.readableBytes() - headBytes < length) {
      return;
    }
    int firstByte = in.getUnsignedByte(at);
    int key = keyBytes == 0 ? 0 : in.getInt(at + headBytes - 4);
    in.skipBytes(headBytes);
    ByteBuf payload = in.readBytes((int) length);
    for (int i = 0; key != 0 && i < length; i++) {
      payload.setByte(i, payload.getByte(i) ^ (key >>> (24 - 8 * (i & 3))));
    }
    out.add(new Received(firstByte, payload));
  }
}
