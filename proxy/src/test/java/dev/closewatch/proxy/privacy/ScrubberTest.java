package dev.closewatch.proxy.privacy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrubberTest {
  @ParameterizedTest
  @CsvSource({
    "no room for alice@example.com, no room for (email)",
    "alice+x@mail.example.co.uk!, (email)",
    "bob@localhost is banned, (email) is banned",
    "'user <a@b.c>, stop', 'user <(email)>, stop'",
    "session 123e4567-e89b-12d3-a456-426614174000 expired, session (uuid) expired",
    "id=123E4567-E89B-12D3-A456-426614174000, id=(uuid)",
    "account 123456 locked, account (number) locked",
    "account 12345 locked, account 12345 locked",
    "số ٠١٢٣٤٥ sai, số (number) sai",
    "card4111111111111111, card(number)",
    "too many from 203.0.113.7, too many from (address)",
    "from 2001:db8::1 slow down, from (address) slow down",
    "at 12:30:45 it ended, at 12:30:45 it ended",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_ is expired, (token) is expired",
    "key a1b2c3d4e5f60718 revoked, key (token) revoked",
    "key live_9fA8bC7dE6fG5hI4jK3l is unknown, key (token) is unknown",
    "token=9fA8bC7dE6fG5hI4jK3l, (token)",
  })
  void scrub_whatNamesAPerson_isTakenOut(String text, String expected) {
    assertThat(Scrubber.scrub(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "RATE_LIMIT_EXCEEDED_MAX_100_PER_MINUTE",
        "tooManyRequestsIn10Seconds",
        "going away",
        "std::string",
        "version 10.2.3 is too old",
        "@everyone",
        "permessage-deflate; client_max_window_bits=15",
      })
  void scrub_ordinaryWords_stay(String text) {
    assertThat(Scrubber.scrub(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "graphql-transport-ws, graphql-transport-ws",
    "wamp.2.json.batched, wamp.2.json.batched",
    "v12.stomp, v12.stomp",
    "base64url.bearer.authorization.k8s.io.ZXlKaGJHY2lPaUpTVXpJMU5pSX0, base64url.bearer.authorization.k8s.io.(token)",
    "123456, 123456",
  })
  void withoutTokens_subprotocols_loseTokensAlone(String text, String expected) {
    assertThat(Scrubber.withoutTokens(text)).isEqualTo(expected);
  }

  @Test
  void scrub_again_changesNothing() {
    String once = Scrubber.scrub("a@b c4111111111111111 203.0.113.7 a1b2c3d4e5f60718");
    assertThat(Scrubber.scrub(once)).isEqualTo(once);
  }

  /** Whatever peers send, a text costs little: none is longer than this. */
  @Test
  @Timeout(value = 20, unit = SECONDS)
  void scrub_hostileTexts_takeNoTime() {
    List<String> parts = List.of("a", "1", "a1", "@", ".", ":", "::", "-", "_", "eyJ", "f", " ");
    for (String part : parts) {
      Scrubber.scrub(part.repeat(256).substring(0, 256));
    }
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < 256) {
        text.append(parts.get(random.nextInt(parts.size())));
      }
      Scrubber.scrub(text.substring(0, 256));
    }
  }
}
