package dev.closewatch.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.closewatch.fuzz.Choices;
import dev.closewatch.proxy.wire.StrictRequests.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/**
 * Any bytes of a client, to a real proxy in front of a service that reads by the letter: what the
 * service takes for requests is what the client has sent as requests, and no more.
 *
 * <p>Input: the pieces, the bytes.
 */
class RequestBytesFuzzTest {
  private static final int PATIENCE_MILLIS = 20;

  private static final int REMEMBERED = 100;

  private static final Deque<byte[]> recent = new ArrayDeque<>();
  private static final FireAt<StrictService> FIRE =
      new FireAt<>(StrictService::new, StrictService::port);

  @AfterAll
  static void stop() throws IOException {
    FIRE.stop(fire -> {});
  }

  @FuzzTest
  void anyBytes_reachTheServiceAsTheRequestsThatTheyAre(byte[] input) throws IOException {
    ProxyUnderFire fire = FIRE.proxy();
    Choices choices = new Choices(input);
    List<Integer> pieces = choices.pieces();
    byte[] bytes = choices.rest();
    StrictRequests asked = StrictRequests.of(bytes, Request::opensWebSocket);
    // A fault is answered too, by the proxy.
    int answers = asked.requests().size() + (asked.fault() == null ? 0 : 1);
    recent.addFirst(bytes);
    if (recent.size() > REMEMBERED) {
      recent.removeLast();
    }

    talk(fire.proxy().port(), Choices.cut(bytes, pieces), answers);

    FIRE.service().awaitRest();
    FIRE.service().take().forEach(RequestBytesFuzzTest::assertNothingSmuggled);
    fire.ran();
  }

  /** Sends it all, waits for the answers that there ought to be, but not for long, and leaves. */
  private static void talk(int port, List<byte[]> pieces, int answers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      for (byte[] piece : pieces) {
        socket.getOutputStream().write(piece);
      }
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      byte[] buffer = new byte[4_096];
      InputStream in = socket.getInputStream();
      while (answers(read) < answers) {
        int n = in.read(buffer);
        if (n < 0) {
          break;
        }
        read.write(buffer, 0, n);
      }
    } catch (SocketTimeoutException e) {
      // It was no request to the proxy, or is not whole.
    } catch (IOException e) {
      // We were thrown out.
    }
  }

  private static int answers(ByteArrayOutputStream read) {
    return read.toString(ISO_8859_1).split(StrictService.MARK, -1).length - 1;
  }

  private static void assertNothingSmuggled(byte[] received) {
    StrictRequests heard = StrictService.read(received);
    String what = new String(received, ISO_8859_1);
    assertThat(heard.fault()).as("fault in what the service was sent: %s", what).isNull();
    // What a client has sent who did not wait may come late, in a run that follows.
    if (recent.stream().noneMatch(sent -> isBeginning(heard, sent))) {
      String asked = new String(recent.getFirst(), ISO_8859_1);
      throw new AssertionError("the service heard\n" + what + "\nand was asked\n" + asked);
    }
  }

  private static boolean isBeginning(StrictRequests heard, byte[] sent) {
    // The proxy need not take for an upgrade what we do, but the service has the last word.
    int upgradedAt = heard.rest().isEmpty() ? Integer.MAX_VALUE : heard.requests().size();
    int[] number = {0};
    StrictRequests asked = StrictRequests.of(sent, request -> ++number[0] == upgradedAt);
    int count = heard.requests().size();
    return count <= asked.requests().size()
        && essences(heard).equals(essences(asked).subList(0, count))
        && asked.rest().startsWith(heard.rest());
  }

  private static List<String> essences(StrictRequests requests) {
    return requests.requests().stream().map(Request::essence).toList();
  }
}
