package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.closewatch.fuzz.Choices;
import dev.closewatch.proxy.observe.ProxyHeaderResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Any first bytes of a trusted proxy's connection, in any pieces: a header is what the text of the
 * PROXY protocol says it is, and behind it no byte is lost; behind anything else none is passed on.
 *
 * <p>Input: the pieces, the bytes.
 */
class ProxyHeaderFuzzTest {
  private record Told(ProxyHeaderResult result, Optional<InetAddress> address) {}

  @FuzzTest
  void anyBytes_areTheHeaderOfTheModelAndWhatFollows(byte[] input) {
    Choices choices = new Choices(input);
    List<Integer> pieces = choices.pieces();
    byte[] bytes = choices.rest();
    List<Told> told = new ArrayList<>();
    ByteArrayOutputStream passedOn = new ByteArrayOutputStream();
    List<ByteBuf> given = new ArrayList<>();

    EmbeddedChannel channel = new EmbeddedChannel();
    ProxyHeader.expect(
        channel.pipeline(),
        (result, address) -> {
          told.add(new Told(result, Optional.ofNullable(address)));
          if (result.refused()) {
            channel.close();
          }
        });
    for (byte[] piece : Choices.cut(bytes, pieces)) {
      if (channel.isOpen() && piece.length > 0) {
        ByteBuf buffer = Unpooled.copiedBuffer(piece);
        given.add(buffer);
        channel.writeInbound(buffer);
      }
    }
    channel.finish();
    for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
      ByteBuf passed = (ByteBuf) read;
      passedOn.writeBytes(ByteBufUtil.getBytes(passed));
      passed.release();
    }

    assertFits(bytes, ProxyHeaderModel.of(bytes), told, passedOn.toByteArray());
    assertThat(given).as("buffers still held").allMatch(buffer -> buffer.refCnt() == 0);
  }

  private static void assertFits(
      byte[] bytes, ProxyHeaderModel.Verdict verdict, List<Told> told, byte[] passedOn) {
    assertThat(told).hasSizeLessThan(2);
    boolean refused = !told.isEmpty() && told.get(0).result().refused();
    if (verdict.refusable() && refused) {
      assertThat(passedOn).isEmpty();
      return;
    }
    Optional<ProxyHeaderResult> result = told.stream().map(Told::result).findFirst();
    assertThat(result).isEqualTo(verdict.result());
    if (result.isEmpty() || refused) {
      assertThat(passedOn).isEmpty();
      return;
    }
    assertThat(told.get(0).address()).isEqualTo(verdict.address());
    assertThat(passedOn).isEqualTo(Arrays.copyOfRange(bytes, verdict.end(), bytes.length));
  }
}
