package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @Nested
  class OfAListener {
    @ParameterizedTest
    @CsvSource({
      "0.0.0.0:8080,0.0.0.0,8080",
      ":8080,0.0.0.0,8080",
      "localhost:0,localhost,0",
      "my_service.local:65535,my_service.local,65535",
      "[::]:8080,::,8080",
      "[::1]:1,::1,1",
    })
    void parse_hostAndPort_isRead(String text, String host, int port) {
      assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        value = {
          "abc;'abc' is not HOST:PORT",
          "'';'' is not HOST:PORT",
          "8080;'8080' is not HOST:PORT",
          "http://a:1;'http://a:1' is not HOST:PORT",
          "a:;'a:' has no port from 0 to 65535 at its end",
          "a:65536;'a:65536' has no port from 0 to 65535 at its end",
          "a:+80;'a:+80' has no port from 0 to 65535 at its end",
          "a:4294967376;'a:4294967376' has no port from 0 to 65535 at its end",
          "a:x;'a:x' has no port from 0 to 65535 at its end",
          "::1:80;'::1:80' is unclear: an IPv6 address needs brackets, [ADDRESS]:PORT",
          "[]:80;'[]:80' has no IPv6 address in its brackets",
          "[1.2.3.4]:80;'[1.2.3.4]:80' has no IPv6 address in its brackets",
          "[::x]:80;'[::x]:80' has no IPv6 address in its brackets",
          "*:80;'*:80' has no host name or IP address in front of its port: '*'",
          "a b:80;'a b:80' has no host name or IP address in front of its port: 'a b'",
          "a..b:80;'a..b:80' has no host name or IP address in front of its port: 'a..b'",
          "1.2.3:80;'1.2.3:80' has no host name or IP address in front of its port: '1.2.3'",
        })
    void parse_anythingElse_isRefused(String text, String fault) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HostPort.parse(text))
          .withMessage(fault);
    }

    @Test
    void parse_whatToStringWrote_isTheSame() {
      for (String text : new String[] {"a:1", "[::1]:1"}) {
        assertThat(HostPort.parse(text)).hasToString(text);
      }
    }
  }

  @Nested
  class OfAnUpstream {
    @ParameterizedTest
    @CsvSource({
      "http://service:9000,service,9000",
      "ws://service:9000/,service,9000",
      "HTTP://service,service,80",
      "http://my_service:1,my_service,1",
      "http://10.0.0.1,10.0.0.1,80",
      "http://[::1]:81,::1,81",
      "http://[::1],::1,80",
    })
    void parse_schemeHostAndPort_isRead(String text, String host, int port) {
      assertThat(UpstreamUrl.parse(text)).isEqualTo(new UpstreamUrl(host, port));
    }

    @ParameterizedTest
    @CsvSource({
      "https://service,service,443,https://service:443",
      "wss://service/,service,443,https://service:443",
      "WSS://[::1]:81,::1,81,https://[::1]:81",
    })
    void parse_schemeOfTls_isUnderTls(String text, String host, int port, String shown) {
      assertThat(UpstreamUrl.parse(text)).isEqualTo(new UpstreamUrl(host, port, true));
      assertThat(UpstreamUrl.parse(text)).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        value = {
          "'';'' is not an upstream URL such as http://HOST:PORT or ws://HOST:PORT",
          "a:80;'a:80' is not an upstream URL such as http://HOST:PORT or ws://HOST:PORT",
          "http:a;'http:a' is not an upstream URL such as http://HOST:PORT or ws://HOST:PORT",
          "ftp://a;'ftp://a' is not an upstream URL such as http://HOST:PORT or ws://HOST:PORT",
          "unix:run/a;'unix:run/a' is not unix: and the whole path of a socket, unix:/run/chat.sock",
          "unix://host/a;'unix://host/a' is not unix: and the whole path of a socket, unix:/run/chat.sock",
          "unix:;'unix:' is not unix: and the whole path of a socket, unix:/run/chat.sock",
          "unix:/run/;'unix:/run/' is not unix: and the whole path of a socket, unix:/run/chat.sock",
          "http://u:secret@a;an upstream URL cannot have a user or password",
          "http://a:0;'http://a:0' has no port from 1 to 65535 at its end",
          "http://a:;'http://a:' has no port from 1 to 65535 at its end",
          "http://;'http://' has no host name or IP address in front of its port: ''",
          "http://:80;'http://:80' has no host name or IP address in front of its port: ''",
          "http://::1;'http://::1' is unclear: an IPv6 address needs brackets, [ADDRESS]:PORT",
          "http://[fe80::1%25lo]:1;'http://[fe80::1%25lo]:1' has a % in its host",
        })
    void parse_anythingElse_isRefused(String text, String fault) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UpstreamUrl.parse(text))
          .withMessage(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://a/b", "http://a?b", "http://a:1/#b", "http://a/\nb"})
    void parse_pathOrQuery_isRefused(String text) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UpstreamUrl.parse(text))
          .withMessage(
              OneLine.quote(text)
                  + " has more than scheme, host and port: requests keep their own path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:/run/a.sock", "unix:///run/a.sock", "UNIX:/run/a.sock"})
    void parse_socket_isItsPath(String text) {
      UpstreamUrl url = UpstreamUrl.parse(text);

      assertThat(url.isFile()).isTrue();
      assertThat(url.host()).isEqualTo("/run/a.sock");
      assertThat(url).hasToString("unix:/run/a.sock");
      assertThat(url.authority()).isEqualTo("unix:/run/a.sock");
      assertThat(url.hostHeader()).isEqualTo("localhost");
    }

    @Test
    void parse_socketOfALongPath_isRefused() {
      String fits = "unix:/" + "a".repeat(106);

      assertThat(UpstreamUrl.parse(fits)).hasToString(fits);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UpstreamUrl.parse(fits + "a"))
          .withMessageEndingWith(" has a path of more than 107 bytes");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UpstreamUrl.parse("unix:/run/\u0007"))
          .withMessage("'unix:/run/\\u0007' has a character that cannot be shown");
    }

    @Test
    void parse_whatToStringWrote_isTheSame() {
      for (String text : new String[] {"http://a:1", "unix:/a", "http://[::1]:1"}) {
        assertThat(UpstreamUrl.parse(text)).hasToString(text);
      }
    }
  }

  @Nested
  class OfABlock {
    @ParameterizedTest
    @CsvSource({
      "10.0.0.0/8,10.255.255.255,true",
      "10.0.0.0/8,11.0.0.0,false",
      "10.128.0.0/9,10.127.255.255,false",
      "10.128.0.0/9,10.128.0.0,true",
      "10.1.2.3,10.1.2.3,true",
      "10.1.2.3,10.1.2.4,false",
      "0.0.0.0/0,1.2.3.4,true",
      "0.0.0.0/0,::1,false",
      "fd00::/8,fdff::1,true",
      "::ffff:10.0.0.1,10.0.0.1,true",
    })
    void contains_address_isDecidedByThePrefix(String block, String address, boolean inside)
        throws UnknownHostException {
      assertThat(Cidr.parse(block).contains(InetAddress.getByName(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        value = {
          "localhost;'localhost' is not an IP address or CIDR block",
          "'';'' is not an IP address or CIDR block",
          "[::1];'[::1]' is not an IP address or CIDR block",
          "fe80::1%lo;'fe80::1%lo' is not an IP address or CIDR block",
          "10.0.0.0/33;'10.0.0.0/33' has no prefix from 0 to 32 behind its slash",
          "10.0.0.0/;'10.0.0.0/' has no prefix from 0 to 32 behind its slash",
          "10.0.0.0/+8;'10.0.0.0/+8' has no prefix from 0 to 32 behind its slash",
          "10.0.0.0/4294967304;'10.0.0.0/4294967304' has no prefix from 0 to 32 behind its slash",
          "::/129;'::/129' has no prefix from 0 to 128 behind its slash",
        })
    void parse_anythingElse_isRefused(String text, String fault) {
      assertThatIllegalArgumentException().isThrownBy(() -> Cidr.parse(text)).withMessage(fault);
    }

    @Test
    void parse_bitsBehindThePrefix_isRefusedWithTheBlockThatFits() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Cidr.parse("10.1.2.3/9"))
          .withMessage("'10.1.2.3/9' has address bits behind its prefix; the block is 10.0.0.0/9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "10.1.2.3/32", "0.0.0.0/0"})
    void parse_whatToStringWrote_isTheSame(String text) {
      assertThat(Cidr.parse(text)).hasToString(text).isEqualTo(Cidr.parse(text));
    }
  }
}
