package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.proxy.event.SampleEvents;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseFilterTest {
  private static final CloseEvent CLOSE =
      SampleEvents.builder()
          .end(Initiator.SERVICE, 1008, CloseKind.POLICY)
          .policy(PolicyCause.UNKNOWN)
          .closedAt(Instant.parse("2026-03-01T12:00:00Z"))
          .build();
  private static final CloseEvent WITHOUT_CODE =
      SampleEvents.builder().end(Initiator.CLIENT, Close.NO_CODE, CloseKind.MALFORMED).build();

  @ParameterizedTest
  @CsvSource({
    "route,     default,                   true",
    "route,     other,                     false",
    "kind,      policy,                    true",
    "kind,      empty,                     false",
    "code,      1008,                      true",
    "code,      1005,                      false",
    "code,      none,                      false",
    "peer,      203.0.113.7,               true",
    "peer,      10.0.0.5:9000,             true",
    "peer,      203.0.113.8,               false",
    "requestId, req-1,                     true",
    "requestId, req-2,                     false",
    "cause,     unknown,                   true",
    "cause,     rate,                      false",
    "since,     2026-03-01T12:00:00Z,      true",
    "since,     2026-03-01T13:00:00+01:00, true",
    "since,     2026-03-01T12:00:00.001Z,  false",
    "until,     2026-03-01T12:00:00.001Z,  true",
    "until,     2026-03-01T12:00:00Z,      false",
  })
  void test_oneCondition_decides(String name, String value, boolean expected) {
    assertThat(filter(name, value).test(CLOSE)).isEqualTo(expected);
  }

  @Test
  void test_noCondition_isTrue() {
    assertThat(CloseFilter.of(parameters(MultiMap.caseInsensitiveMultiMap())).test(CLOSE)).isTrue();
  }

  @Test
  void test_twoConditions_haveToHoldBoth() {
    MultiMap query = MultiMap.caseInsensitiveMultiMap().add("code", "1008").add("kind", "empty");
    assertThat(CloseFilter.of(parameters(query)).test(CLOSE)).isFalse();
  }

  @Test
  void test_codeNone_findsACloseWithoutOne() {
    assertThat(filter("code", "none").test(WITHOUT_CODE)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "kind,  1008,       'kind must be one of empty, normal, '",
    "code,  65536,      'code must be a number from 0 to 65535, or none, not ''65536'''",
    "code,  -1,         'code must be a number from 0 to 65535, or none, not ''-1'''",
    "code,  4xxx,       'code must be a number from 0 to 65535, or none, not ''4xxx'''",
    "code,  '',         'code must be a number from 0 to 65535, or none, not '''''",
    "since, yesterday,  'since must be an RFC 3339 time such as 2026-01-31T12:00:00Z, not'",
    "until, 2026-03-01, 'until must be an RFC 3339 time such as 2026-01-31T12:00:00Z, not'",
  })
  void of_badValue_isRefusedByName(String name, String value, String message) {
    assertThatThrownBy(() -> filter(name, value))
        .isInstanceOf(BadParameter.class)
        .hasMessageStartingWith(message);
  }

  private static CloseFilter filter(String name, String value) {
    return CloseFilter.of(parameters(MultiMap.caseInsensitiveMultiMap().add(name, value)));
  }

  private static Parameters parameters(MultiMap query) {
    Set<String> known = new HashSet<>(CloseFilter.PARAMETERS);
    return new Parameters(query, known);
  }
}
