package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamedValuesTest {
  private static final NamedValues<Object> LIMITS = limits();

  private final List<Fault> faults = new ArrayList<>();

  private static NamedValues<Object> limits() {
    LinkedHashMap<String, Syntax<?>> syntaxes = new LinkedHashMap<>();
    syntaxes.put("storm.count", Syntax.number("N", 1, 100));
    syntaxes.put("storm.share", Syntax.decimal("SHARE", "0", "1"));
    syntaxes.put("flood.within", Syntax.duration("1s", "1h"));
    return new NamedValues<>("LIMIT=VALUE", "", syntaxes);
  }

  @Test
  void read_valuesOfDifferentKinds_eachIsReadByItsOwnSyntax() {
    Optional<Map<String, Object>> values =
        read("flood.within = 5m", "storm.share=0.25", "storm.count=7");

    assertThat(faults).isEmpty();
    assertThat(LIMITS.write(values.orElseThrow()))
        .isEqualTo("storm.count=7,storm.share=0.25,flood.within=300s");
  }

  @Test
  void read_nothing_isNoValues() {
    assertThat(read()).contains(Map.of());
    assertThat(LIMITS.write(Map.of())).isEmpty();
  }

  @Test
  void read_faults_areAllFoundEachWhereItIs() {
    assertThat(
            read(
                "storm.cuont=1",
                "storm=1",
                "=1",
                "other=1",
                "storm.count",
                "storm.count=0",
                "flood.within=2s",
                "flood.within=3s"))
        .isEmpty();
    assertThat(faults)
        .extracting(Fault::toString)
        .containsExactly(
            "0: 'storm.cuont' is not known; did you mean storm.count?",
            "1: 'storm' is the beginning of a name; say which: count, share",
            "2: '' is none of storm.count, storm.share, flood.within",
            "3: 'other' is none of storm.count, storm.share, flood.within",
            "4: 'storm.count' has no value",
            "5: '0' is not a number from 1 to 100",
            "7: 'flood.within' is given twice");
  }

  private Optional<Map<String, Object>> read(String... parts) {
    List<Given> given = new ArrayList<>();
    for (String part : parts) {
      given.add(new Given(part, Integer.toString(given.size())));
    }
    return LIMITS.read(given, faults);
  }
}
