package dev.closewatch.analyzer.frame;

import static dev.closewatch.analyzer.frame.ReservedBits.ANY;
import static dev.closewatch.analyzer.frame.ReservedBits.NONE;
import static dev.closewatch.analyzer.frame.ReservedBits.PERMESSAGE_DEFLATE;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;

import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.List;

/** What one sender may send: each way to be right, each way to be wrong, and some of both. */
record SampleStream(String name, ReservedBits allowed, FrameBytes frames) {
  static List<SampleStream> all() {
    byte[] reason =
        "\u1ed3\u0111i \u20ac \ud83d\ude42".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] codeAndReason = new byte[2 + reason.length];
    codeAndReason[0] = 0x0F;
    codeAndReason[1] = (byte) 0xA0;
    System.arraycopy(reason, 0, codeAndReason, 2, reason.length);
    return List.of(
        of("nothing", client()),
        of("text", client().text("hi")),
        of("text of a service", service().text("hi")),
        of("empty frames", client().text("").binary().ping().pong().emptyClose()),
        of("empty frames of a service", service().text("").binary().ping().pong().emptyClose()),
        of("16-bit length", client().binaryOf(126)),
        of("16-bit length of a service", service().binaryOf(300).text("next")),
        of("longest 16-bit length", client().binaryOf(65535).text("next")),
        of("64-bit length", client().binaryOf(65536).text("next")),
        of("64-bit length of a service", service().binaryOf(65536).close(1000)),
        of("fragments", client().fragments("a", "bc", "", "def")),
        of("ping between fragments", client().notFinal().text("a").ping("?").continuation("b")),
        of("Close between fragments", service().notFinal().text("a").close(1001).pong()),
        of("empty Close", client().emptyClose()),
        of("empty Close of a service", service().text("x").emptyClose()),
        of("Close with a code", client().close(1000)),
        of(
            "Close with a reason",
            client().text("x").close(4000, "h\u1ebft phi\u00ean \u20ac \ud83d\ude42").ping()),
        of("Close of 125 bytes", client().close(1008, "r".repeat(123))),
        of("Close of 125 bytes of a service", service().close(1008, "r".repeat(123))),
        of("Close with half a code", client().closePayload((byte) 3)),
        of("Close with bad UTF-8", client().closePayload((byte) 3, (byte) -24, (byte) -61)),
        of("1005 on the wire", client().close(1005)),
        of("code out of range", service().close(0).close(65535)),
        of("unmasked", client().unmasked().text("a").unmasked().close(1000, "bye")),
        of("masked service", service().masked().text("a").masked().close(1000, "bye")),
        of("reserved bits", client().rsv(1).text("a").rsv(6).ping().rsv(4).close(1000)),
        of(
            "compressed",
            PERMESSAGE_DEFLATE,
            client().rsv1().text("a").rsv1().ping().rsv(5).text("")),
        of(
            "compressed fragments",
            PERMESSAGE_DEFLATE,
            client().rsv1().notFinal().text("a").rsv1().continuation("b").rsv1().continuation("c")),
        of("other extension", ANY, service().rsv(7).text("a").rsv(3).frame(5).rsv(1).pong()),
        of(
            "reserved opcodes",
            client().frame(3, (byte) 1).frame(7).frame(0xB).frame(0xF, (byte) 1)),
        of("fragmented ping", client().notFinal().ping("a").continuation("b")),
        of("fragmented Close", service().notFinal().close(1000).continuation("b").close(1000)),
        of("long ping", client().ping("p".repeat(126)).text("next")),
        of("long Close", client().close(1000, "r".repeat(124)).pong()),
        of("16-bit length for 5 bytes", client().length16().text("hello").length16().ping()),
        of("64-bit length for 5 bytes", service().length64().text("hello").length64().close(1000)),
        of("64-bit length for 300 bytes", client().length64().binaryOf(300).emptyClose()),
        of("top bit", client().text("a").claiming(Long.MIN_VALUE | 2).text("bc").close(1000)),
        of("top bit of a service", service().claiming(-1).ping("abc").text("x")),
        of("top bit in a Close", client().claiming(Long.MIN_VALUE).close(1000).text("x")),
        of("top bit behind a Close", client().close(1000).claiming(-1).text("x").close(1001)),
        of("continuation of nothing", client().continuation("a").notFinal().continuation("b")),
        of(
            "message inside a message",
            client()
                .notFinal()
                .text("a")
                .notFinal()
                .binary((byte) 1)
                .continuation("b")
                .continuation("")),
        of("data behind a Close", client().close(1000).fragments("a", "b").frame(3).frame(0xC)),
        of("second Close", service().emptyClose().close(1005).notFinal().close(1000, "x").ping()),
        of(
            "many violations",
            client().unmasked().rsv(7).notFinal().length64().frame(0xF, new byte[126])),
        of("cut in a header", client().text("a").length16().text("b").withoutLast(3)),
        of("cut in a payload", service().binaryOf(130).text("hello").withoutLast(2)),
        of("cut in a Close", client().text("a").close(1000, "bye").withoutLast(1)),
        of("cut in a message", client().notFinal().text("a").ping()),
        of("an endless frame", client().claiming(Long.MAX_VALUE).binary((byte) 1).close(1000)),
        of("HTTP", client().raw("GET / HTTP/1.1\r\n\r\n".chars().toArray())),
        of("zeros", client().raw(new int[40])),
        of(
            "ones",
            client()
                .raw(java.util.Collections.nCopies(40, 255).stream().mapToInt(i -> i).toArray())));
  }

  private static SampleStream of(String name, FrameBytes frames) {
    return of(name, NONE, frames);
  }

  private static SampleStream of(String name, ReservedBits allowed, FrameBytes frames) {
    return new SampleStream(name, allowed, frames);
  }

  private static FrameBytes client() {
    return FrameBytes.from(CLIENT);
  }

  private static FrameBytes service() {
    return FrameBytes.from(SERVICE);
  }

  Sender sender() {
    return frames.sender();
  }

  byte[] bytes() {
    return frames.bytes();
  }

  @Override
  public String toString() {
    return name;
  }
}
