package dev.closewatch.proxy.demo;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.proxy.demo.DemoScenario.Group;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoScenarioTest {
  private static final List<DemoScenario> ALL = DemoScenario.all();

  @Test
  void all_names_areUniqueAndPrintable() {
    assertThat(ALL).extracting(DemoScenario::name).doesNotHaveDuplicates();
    assertThat(ALL).allMatch(scenario -> scenario.name().matches("[a-z0-9-]{3,20}"));
    assertThat(ALL).allMatch(scenario -> scenario.description().matches("[A-Z].{10,78}[.?]"));
  }

  @Test
  void all_addresses_areUniqueAndForDocumentation() {
    assertThat(addresses())
        .doesNotHaveDuplicates()
        .allMatch(a -> a.matches("(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d+|2001:db8:.*"));
    // Peers are told apart by their /64.
    assertThat(addresses().filter(a -> a.contains(":")).map(a -> a.substring(0, 12)))
        .hasSize(3)
        .doesNotHaveDuplicates();
  }

  @Test
  void all_outcomes_showEveryKindOfClose() {
    Set<CloseKind> kinds = EnumSet.complementOf(EnumSet.of(CloseKind.UNOBSERVED));
    assertThat(ALL)
        .map(DemoScenario::outcome)
        .filteredOn(Outcome.Closed.class::isInstance)
        .map(outcome -> ((Outcome.Closed) outcome).kind())
        .containsAll(kinds);
  }

  @Test
  void all_groups_areInOrderAndMostPeersBehave() {
    assertThat(ALL.stream().map(DemoScenario::group).distinct()).containsExactly(Group.values());
    Map<Group, Long> peers =
        ALL.stream()
            .flatMap(s -> s.crowd().addresses().stream().map(address -> s.group()))
            .collect(groupingBy(group -> group, counting()));
    assertThat(peers.get(Group.WELL_BEHAVED)).isGreaterThan(addresses().count() / 2);
  }

  @Test
  void summary_isTheLabelsOfTheMetrics() {
    assertThat(summaryOf("browser-tab")).isEqualTo("client, empty, 1005");
    assertThat(summaryOf("wire-1005")).isEqualTo("client, reserved, 1005");
    assertThat(summaryOf("one-byte-close")).isEqualTo("client, malformed, none");
    assertThat(summaryOf("out-of-range")).isEqualTo("client, out_of_range, out_of_range");
    assertThat(summaryOf("vanishes")).isEqualTo("none, abnormal, 1006");
    assertThat(summaryOf("not-signed-in")).isEqualTo("handshake refused, 401");
    assertThat(summaryOf("uptime-check")).isEqualTo("plain HTTP, 200");
  }

  private static String summaryOf(String name) {
    return ALL.stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow()
        .outcome()
        .summary();
  }

  private static Stream<String> addresses() {
    return ALL.stream().flatMap(scenario -> scenario.crowd().addresses().stream());
  }
}
