package dev.closewatch.proxy.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.closewatch.fuzz.Choices;
import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.config.IpAddress;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Any forwarded headers: a client can be taken for another only by a proxy that is trusted.
 *
 * <p>Input: one byte for whom we trust, one for who has connected, the headers as lines.
 */
class ForwardedHeadersFuzzTest {
  private static final List<List<Cidr>> TRUSTED =
      List.of(
          blocks(),
          blocks("10.0.0.0/8"),
          blocks("10.0.0.0/8", "192.168.1.1/32", "fd00::/8"),
          blocks("0.0.0.0/0", "::/0"));
  private static final List<InetAddress> SOCKETS =
      Stream.of("10.0.0.1", "203.0.113.9", "fd00::1", "2001:db8::9").map(IpAddress::parse).toList();

  private static List<Cidr> blocks(String... texts) {
    return Stream.of(texts).map(Cidr::parse).toList();
  }

  @FuzzTest
  void anyHeaders_nameTheRightmostUntrustedAddressOrTheSocket(byte[] input) {
    Choices choices = new Choices(input);
    List<Cidr> trusted = TRUSTED.get(choices.below(TRUSTED.size()));
    InetAddress socket = SOCKETS.get(choices.below(SOCKETS.size()));
    HttpHeaders headers = HeaderLines.of(choices.restAsText());
    ForwardedHeaders forwarded = new ForwardedHeaders(trusted);
    ForwardedModel model = new ForwardedModel(trusted);

    List<String> listed = headers.getAll("X-Forwarded-For");
    List<String> elements = headers.getAll("Forwarded");
    Caller caller = forwarded.caller(socket);
    InetAddress client = forwarded.client(caller, headers);
    if (!listed.isEmpty()) {
      assertThat(client).isEqualTo(model.client(socket, ForwardedModel.listed(listed)));
    } else if (!elements.isEmpty()) {
      // What is no RFC 7239 may be given up at once, and then it is the socket's.
      assertThat(client).isIn(socket, model.client(socket, ForwardedModel.forwarded(elements)));
    } else {
      assertThat(client).isEqualTo(socket);
    }

    forwarded.rewrite(caller, false, headers);
    assertRewritten(headers, socket, caller.trusted());
  }

  private static void assertRewritten(HttpHeaders headers, InetAddress socket, boolean trusted) {
    String hop = NetUtil.toAddressString(socket);
    assertThat(headers.getAll("X-Forwarded-For")).hasSize(1);
    assertThat(headers.getAll("Forwarded")).hasSizeLessThan(2);
    String chain = headers.get("X-Forwarded-For");
    if (trusted) {
      assertThat(chain).endsWith(hop);
      return;
    }
    assertThat(chain).isEqualTo(hop);
    assertThat(headers.get("X-Forwarded-Proto")).isEqualTo("http");
    assertThat(headers.get("X-Forwarded-Host")).isEqualTo(headers.get("Host"));
    assertThat(headers.names())
        .filteredOn(name -> name.toLowerCase(Locale.ROOT).startsWith("x-forwarded-"))
        .hasSizeLessThanOrEqualTo(3);
    assertThat(headers.getAll("Forwarded")).allMatch(value -> value.startsWith("for="));
  }
}
