package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.closewatch.fuzz.Choices;
import dev.closewatch.proxy.config.IpAddress;
import dev.closewatch.proxy.config.PeerBy;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/**
 * Any cookie, query and header: a name of bounded length that tells nothing of what it was made of.
 *
 * <p>Input: a byte for what names a client, one for whether the TCP peer is trusted, a line with
 * the target, the headers as lines.
 */
class PeerNamesFuzzTest {
  private static final List<PeerBy> WAYS =
      List.of(
          PeerBy.ADDRESS,
          new PeerBy(PeerBy.Source.HEADER, "x-user"),
          new PeerBy(PeerBy.Source.COOKIE, "sid"),
          new PeerBy(PeerBy.Source.QUERY, "token"));
  private static final SecretKeySpec KEY = new SecretKeySpec(new byte[32], "HmacSHA256");
  private static final InetAddress ADDRESS = IpAddress.parse("203.0.113.9");

  @FuzzTest
  void anyRequest_isNamedByItsAddressOrByAHash(byte[] input) {
    Choices choices = new Choices(input);
    PeerBy by = WAYS.get(choices.below(WAYS.size()));
    boolean trusted = choices.below(2) == 1;
    String text = choices.restAsText();
    int line = Math.max(0, text.indexOf('\n'));
    HttpRequest request;
    try {
      request =
          new DefaultHttpRequest(
              HttpVersion.HTTP_1_1,
              HttpMethod.GET,
              "/" + text.substring(0, line),
              HeaderLines.of(text.substring(line)));
    } catch (IllegalArgumentException e) {
      return; // a target that Netty's decoder would have refused
    }
    String name = new PeerNames(by, KEY).of(ADDRESS, request, trusted);
    if (!name.equals("203.0.113.9")) {
      assertThat(name).matches("(x-user|sid|token)#[0-9a-f]{16}").startsWith(by.name() + "#");
    }
    if (by.source() == PeerBy.Source.HEADER && !trusted) {
      assertThat(name).isEqualTo("203.0.113.9");
    }
    assertThat(new PeerNames(by, KEY).of(ADDRESS, request, trusted)).isEqualTo(name);
  }
}
