package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.vocabulary.FindingName;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The meters of one route. They show the sums over all event loops as they were at the latest
 * {@link #sum}: what belongs together comes from one moment, however long the scrape takes to be
 * written. Used by one scrape at a time.
 */
final class RouteMeters {
  /** What a Prometheus has to keep for a route, whatever peers do. */
  static final int MOST_SERIES = 500;

  /** Of those, the ones that are not counted here: findings. */
  static final int OF_OTHERS = FindingName.values().length;

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final String route;
  private final LedgerSeries ledgerSeries;
  private final List<LoopCounters> loops;
  private final long[] ledger;
  private final long[] live;
  private int room;
  private final List<Series> unusedInLedger = new ArrayList<>();
  private final List<Series> unusedInLive = new ArrayList<>();
  private final List<Series> foldedInLedger = new ArrayList<>();
  private final List<Series> foldedInLive = new ArrayList<>();
  private final List<Series> histograms = new ArrayList<>();

  /** Creates the meters that are there from the start. */
  RouteMeters(
      String route,
      LedgerSeries ledgerSeries,
      LiveSeries liveSeries,
      List<LoopCounters> loops,
      MeterFactory factory) {
    this.route = route;
    this.ledgerSeries = ledgerSeries;
    this.loops = List.copyOf(loops);
    ledger = new long[ledgerSeries.series().slots()];
    live = new long[liveSeries.series().slots()];
    start(ledgerSeries.series(), ledger, unusedInLedger, factory);
    start(liveSeries.series(), live, unusedInLive, factory);
    room =
        MOST_SERIES
            - OF_OTHERS
            - alwaysShown(ledgerSeries.series())
            - alwaysShown(liveSeries.series());
  }

  /** Series that are there, or are to be shown if they are ever used. */
  private static int alwaysShown(SeriesList list) {
    return list.all().stream()
        .filter(series -> series.metric().isPerRoute() && !series.folds())
        .mapToInt(Series::lines)
        .sum();
  }

  private void start(SeriesList list, long[] sums, List<Series> unused, MeterFactory factory) {
    for (Series series : list.all()) {
      if (series.metric().isPerRoute()) {
        if (series.atRest()) {
          create(series, sums, factory);
        } else {
          unused.add(series);
        }
      }
    }
  }

  private void create(Series series, long[] sums, MeterFactory factory) {
    if (series.buckets() != null) {
      histograms.add(series);
      return;
    }
    List<String> labelValues =
        Stream.concat(Stream.of(route), series.labelValues().stream()).toList();
    factory.create(series.metric(), labelValues, () -> sums[series.slot()]);
  }

  /** Sums up what the event loops have counted, and creates the meters that are used since. */
  void sum(MeterFactory factory) {
    Arrays.fill(ledger, 0);
    Arrays.fill(live, 0);
    for (LoopCounters loop : loops) {
      loop.addTo(ledger, live);
    }
    foldedInLedger.forEach(series -> fold(series, ledger));
    foldedInLive.forEach(series -> fold(series, live));
    createUsed(unusedInLedger, ledger, foldedInLedger, factory);
    createUsed(unusedInLive, live, foldedInLive, factory);
  }

  private void createUsed(
      List<Series> unused, long[] sums, List<Series> folded, MeterFactory factory) {
    unused.removeIf(
        series -> {
          boolean used = series.used(sums);
          if (used && series.folds() && room == 0) {
            folded.add(series);
            fold(series, sums);
          } else if (used) {
            room -= series.folds() ? 1 : 0;
            create(series, sums, factory);
          }
          return used;
        });
  }

  /** What the budget has no room for is counted in the series that stands for it. */
  private static void fold(Series series, long[] sums) {
    sums[series.foldsInto()] += sums[series.slot()];
    sums[series.slot()] = 0;
  }

  /** Adds the route's histograms of a metric. */
  void addTo(HistogramSnapshot.Builder snapshot, Metric metric) {
    for (Series series : histograms) {
      Buckets buckets = series.buckets();
      if (series.metric() == metric && buckets != null) {
        snapshot.dataPoint(dataPoint(series, buckets));
      }
    }
  }

  private HistogramDataPointSnapshot dataPoint(Series series, Buckets buckets) {
    int behindBuckets = series.slot() + buckets.count();
    Labels labels = Labels.of("route", route);
    for (int i = 0; i < series.labelValues().size(); i++) {
      labels = labels.add(series.metric().labels().get(i + 1), series.labelValues().get(i));
    }
    long[] counts = Arrays.copyOfRange(ledger, series.slot(), behindBuckets);
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(ClassicHistogramBuckets.of(buckets.upperSeconds(), counts))
        .sum(ledger[behindBuckets] / NANOS_PER_SECOND)
        .build();
  }

  /** Returns the sum of all series of a metric that have these values among their labels. */
  long sumOf(Metric metric, String... labelValues) {
    long sum = 0;
    for (Series series : ledgerSeries.series().all()) {
      if (series.metric() == metric && series.labelValues().containsAll(List.of(labelValues))) {
        sum += ledger[series.slot()];
      }
    }
    return sum;
  }

  /** Returns a sum of live counts by its slot. */
  long live(int slot) {
    return live[slot];
  }

  /** Returns opened - active - closes. */
  long unaccounted() {
    return ledger[ledgerSeries.opened()]
        - ledger[ledgerSeries.active()]
        - ledgerSeries.closes(ledger);
  }
}
