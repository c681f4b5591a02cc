package dev.closewatch.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.peer.RuleSettings;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.FindingName;
import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Labelled;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.Rule;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.StackName;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import dev.closewatch.analyzer.vocabulary.UnobservedReason;
import dev.closewatch.analyzer.vocabulary.Violation;
import dev.closewatch.proxy.config.PeerBy;
import dev.closewatch.proxy.config.WatchConfig;
import dev.closewatch.proxy.observe.EventOutlet;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import dev.closewatch.proxy.observe.Limit;
import dev.closewatch.proxy.tls.TlsFailure;
import dev.closewatch.proxy.watch.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/metrics.md lists what the product has: no more, no less, in the same words. */
class MetricsDocumentationTest {
  private static final Path DOCUMENT = Path.of("../docs/metrics.md");
  private static final WatchConfig EVERYTHING =
      new WatchConfig(
          PeerBy.ADDRESS,
          Optional.of("x-app"),
          List.of(),
          RuleSettings.DEFAULTS,
          true,
          List.of(),
          Map.of(),
          List.of());
  private static final Pattern JVM_NAME = Pattern.compile("(?m)^- `(jvm_\\w+)`");

  private static final List<Metric> TLS =
      List.of(
          Metric.TLS_HANDSHAKE_FAILURES,
          Metric.TLS_CERTIFICATE_EXPIRY_SECONDS,
          Metric.TLS_RELOAD_SUCCESSFUL);

  private String document = "";

  @BeforeEach
  void read() throws IOException {
    document = Files.readString(DOCUMENT);
  }

  @Test
  void metricsTable_isTheProductsList() {
    String rows =
        Arrays.stream(Metric.values())
            .map(MetricsDocumentationTest::row)
            .collect(Collectors.joining("\n"));
    String table = "| name | type | labels | meaning |\n|---|---|---|---|\n" + rows;
    assertThat(section("## All metrics")).isEqualTo(table);
  }

  @Test
  void budgetTable_isTheProductsBudget() {
    Map<Metric, Budget> budgets = Budget.byMetric();
    String rows =
        budgets.entrySet().stream()
            .map(entry -> row(entry.getKey().fullName(), entry.getValue()))
            .collect(Collectors.joining("\n"));
    String table =
        "| metric | at rest | at most |\n|---|---:|---:|\n"
            + rows
            + "\n"
            + row("each listed code", listedCode())
            + "\n"
            + row("all, no code listed", Budget.total())
            + "\n"
            + row("all, 16 codes listed", Budget.total(codes(ProxyMeters.MAX_LISTED_CODES)));
    assertThat(section("## Series a route")).isEqualTo(table);
  }

  @Test
  void everyNameOnThePage_isInTheDocument() {
    try (ProxyMeters meters =
            new ProxyMeters(List.of("default"), 1, Set.of(), "1", "x", new RecordingSink());
        Watch watch = new Watch(EVERYTHING, List.of())) {
      new WatchMeters(watch, List.of("default"), EVERYTHING).registerIn(meters);
      OverloadMeters.registerIn(meters, () -> 0, watch::unjudged);
      Set<String> documented = new TreeSet<>();
      Arrays.stream(Metric.values()).map(Metric::fullName).forEach(documented::add);
      JVM_NAME.matcher(document).results().map(name -> name.group(1)).forEach(documented::add);
      // Without a row, or without TLS, they have no line of their own.
      TLS.stream().map(Metric::fullName).forEach(documented::remove);
      documented.remove(Metric.TOP_PEER_CLOSES.fullName());
      documented.remove(Metric.CLOSES_BY_COHORT.fullName());
      documented.remove(Metric.UPSTREAM_UP.fullName());
      assertThat(Page.of(meters).namesWith("TYPE")).isEqualTo(documented);
    }
  }

  @Test
  void labelValues_eachIsNamedUnderItsLabel() {
    Map<String, Labelled[]> labels =
        Map.ofEntries(
            Map.entry("outcome", HandshakeOutcome.values()),
            Map.entry("initiator", Initiator.values()),
            Map.entry("kind", CloseKind.values()),
            Map.entry("cause", PolicyCause.values()),
            Map.entry("habit", Habit.values()),
            Map.entry("ended_by", TcpEndBy.values()),
            Map.entry("how", TcpEndHow.values()),
            Map.entry("cut_in", CutIn.values()),
            Map.entry("rule", Rule.values()),
            Map.entry("finding", FindingName.values()),
            Map.entry("stack", StackName.values()),
            Map.entry("sender`, `replier", Sender.values()),
            Map.entry("ending", Ending.values()),
            Map.entry("opcode", Opcode.values()),
            Map.entry("violation", Violation.values()),
            Map.entry(
                "reason",
                Stream.<Labelled[]>of(UnobservedReason.values(), TlsFailure.values())
                    .flatMap(Arrays::stream)
                    .toArray(Labelled[]::new)),
            Map.entry("limit", Limit.values()),
            Map.entry("sink", EventOutlet.values()));
    labels.forEach(
        (label, values) -> {
          int start = document.indexOf("\n- `" + label + "`");
          assertThat(start).as(label).isPositive();
          String entry = document.substring(start, document.indexOf("\n-", start + 1));
          assertThat(entry)
              .contains(Arrays.stream(values).map(value -> "`" + value.label() + "`").toList());
        });
  }

  /** Returns the first table behind a heading. */
  private String section(String heading) {
    assertThat(document).contains(heading + "\n");
    String behind = document.substring(document.indexOf(heading + "\n"));
    return Stream.of(behind.split("\n"))
        .dropWhile(line -> !line.startsWith("|"))
        .takeWhile(line -> line.startsWith("|"))
        .collect(Collectors.joining("\n"));
  }

  private static String row(Metric metric) {
    String labels =
        metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
    return "| `%s` | %s | %s | %s |"
        .formatted(metric.fullName(), metric.type().word(), labels, metric.meaning());
  }

  private static String row(String name, Budget budget) {
    String shown = name.contains(" ") ? name : "`" + name + "`";
    return "| %s | %d | %d |".formatted(shown, budget.atRest(), budget.atMost());
  }

  private static Budget listedCode() {
    Budget without = Budget.total();
    Budget with = Budget.total(codes(1));
    return new Budget(with.atRest() - without.atRest(), with.atMost() - without.atMost());
  }

  private static Set<Integer> codes(int count) {
    return Stream.iterate(4000, code -> code + 1).limit(count).collect(Collectors.toSet());
  }
}
