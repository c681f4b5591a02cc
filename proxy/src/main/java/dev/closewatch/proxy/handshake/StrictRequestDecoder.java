package dev.closewatch.proxy.handshake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder, but for what that one mends: a header line that is folded into the next. A
 * server has to refuse it (RFC 9112 section 5.2), since older readers take the second line for a
 * header of its own.
 *
 * <p>Each turn of the decoder takes either lines or a body's bytes, and tells which by what it
 * gives. Lines that it took are looked through for one that begins with a space.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
  private boolean behindLine;
  private boolean folded;

  StrictRequestDecoder(HttpDecoderConfig config) {
    super(config);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    int from = in.readerIndex();
    int first = out.size();
    super.decode(context, in, out);
    boolean body = false;
    boolean ends = false;
    for (int i = first; i < out.size(); i++) {
      body |= out.get(i) instanceof HttpContent content && content.content().isReadable();
      ends |= out.get(i) instanceof LastHttpContent;
    }
    if (body) {
      behindLine = false;
    } else {
      look(in, from, in.readerIndex());
    }
    if (folded) {
      refuse(out, first);
    }
    behindLine &= !ends;
  }

  private void look(ByteBuf in, int from, int to) {
    int at = from;
    while (at < to) {
      if (behindLine) {
        byte begins = in.getByte(at);
        folded |= begins == ' ' || begins == '\t';
      }
      int lineEnd = in.indexOf(at, to, (byte) '\n');
      behindLine = lineEnd >= 0;
      at = behindLine ? lineEnd + 1 : to;
    }
  }

  /** Marks what the lines have become, a head or the end of a body, as soon as there is one. */
  private static void refuse(List<Object> out, int first) {
    for (int i = first; i < out.size(); i++) {
      DecoderResult fault = DecoderResult.failure(new DecoderException("a folded header line"));
      if (out.get(i) instanceof HttpMessage message) {
        if (message.decoderResult().isSuccess()) {
          message.setDecoderResult(fault);
        }
        return; // what follows belongs to it
      }
      if (out.get(i) instanceof LastHttpContent last) {
        last.release();
        HttpContent cut = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        cut.setDecoderResult(fault);
        out.set(i, cut);
      }
    }
  }
}
