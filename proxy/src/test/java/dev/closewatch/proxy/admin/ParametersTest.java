package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  @Test
  void limit_notGiven_isOneHundred() {
    assertThat(new Parameters(query(), Set.of("limit")).limit()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "007, 7", "1000, 1000", "1001, 1000", "99999999999999999999, 1000"})
  void limit_given_isCutToOneThousand(String text, int expected) {
    assertThat(new Parameters(query("limit", text), Set.of("limit")).limit()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "000", "-1", "+1", "1.5", "ten", "1e3", "٣"})
  void limit_noWholeNumberAboveZero_isRefused(String text) {
    Parameters parameters = new Parameters(query("limit", text), Set.of("limit"));
    assertThatThrownBy(parameters::limit)
        .isInstanceOf(BadParameter.class)
        .hasMessage("limit must be a whole number above 0, not '" + text + "'");
  }

  @Test
  void create_unknownName_isRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> new Parameters(query("limt", "1"), Set.of("limit", "code")))
        .isInstanceOf(BadParameter.class)
        .hasMessage("parameter must be one of code, limit, not 'limt'");
  }

  @Test
  void create_nameGivenTwice_isRefused() {
    assertThatThrownBy(() -> new Parameters(query("limit", "1", "limit", "2"), Set.of("limit")))
        .isInstanceOf(BadParameter.class)
        .hasMessage("limit must be given once, not '1, 2'");
  }

  @Test
  void message_longValue_isCut() {
    assertThatThrownBy(() -> new Parameters(query("x".repeat(5000), ""), Set.of("limit")))
        .isInstanceOf(BadParameter.class)
        .hasMessage("parameter must be one of limit, not '" + "x".repeat(64) + "...'");
  }

  private static MultiMap query(String... namesAndValues) {
    MultiMap query = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      query.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return query;
  }
}
