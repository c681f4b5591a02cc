package dev.closewatch.proxy.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes every meter, from the one list of names, and writes them all down. */
final class MeterFactory {
  private static final String INFO_SUFFIX = "_info";
  private static final String COUNTER_SUFFIX = "_total";
  private static final int USUAL_PAGE_BYTES = 1 << 16;
  private static final String OPEN_METRICS = "application/openmetrics-text";

  // What the registry's writers call themselves; it takes these as what is asked for, too.
  private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Returns the registry, for meters that others make under names of their own. */
  MeterRegistry registry() {
    return registry;
  }

  /**
   * Makes a counter or a gauge.
   *
   * @param labelValues in the order of the metric's labels
   * @param value asked for at each scrape; a counter's must not fall
   * @throws IllegalArgumentException if the metric is of another type
   */
  void create(Metric metric, List<String> labelValues, DoubleSupplier value) {
    // Meters hold what they read weakly; this factory lives as long as they do.
    switch (metric.type()) {
      case COUNTER ->
          FunctionCounter.builder(metric.fullName(), this, factory -> value.getAsDouble())
              .description(metric.meaning())
              .tags(tags(metric, labelValues))
              .register(registry);
      case GAUGE ->
          Gauge.builder(metric.fullName(), this, factory -> value.getAsDouble())
              .description(metric.meaning())
              .tags(tags(metric, labelValues))
              .register(registry);
      default -> throw new IllegalArgumentException(metric + " is no counter and no gauge");
    }
  }

  /** Makes a count of things together with the time that they took, in milliseconds. */
  <T> void createSummary(Metric metric, List<String> labelValues, T source, Counts<T> counts) {
    FunctionTimer.builder(
            metric.fullName(), source, counts::count, counts::millis, TimeUnit.MILLISECONDS)
        .description(metric.meaning())
        .tags(tags(metric, labelValues))
        .register(registry);
  }

  /** How to read a summary's two numbers from their source. */
  interface Counts<T> {
    /** Returns how often. */
    long count(T source);

    /** Returns how long in all. */
    double millis(T source);
  }

  /**
   * Makes a histogram, which Micrometer's own timers cannot be: they bring a gauge of the largest
   * value for each series, and cannot be read from one moment.
   *
   * @param dataPoints adds them at each scrape
   */
  void createHistogram(Metric metric, Consumer<HistogramSnapshot.Builder> dataPoints) {
    registry
        .getPrometheusRegistry()
        .register(
            () -> {
              HistogramSnapshot.Builder snapshot =
                  HistogramSnapshot.builder().name(metric.fullName()).help(metric.meaning());
              dataPoints.accept(snapshot);
              return snapshot.build();
            });
  }

  /** A value under the values of its labels, in the order of the metric's labels. */
  record Row(List<String> labelValues, double value) {}

  /**
   * Makes a counter or a gauge whose series come and go.
   *
   * @param rows asked for at each scrape; of bounded number, no two with the same labels
   */
  void createRows(Metric metric, Supplier<Stream<Row>> rows) {
    registry.getPrometheusRegistry().register(() -> rowsSnapshot(metric, rows.get()));
  }

  private static MetricSnapshot rowsSnapshot(Metric metric, Stream<Row> rows) {
    if (metric.type() == Metric.Type.COUNTER) {
      String name = metric.fullName();
      CounterSnapshot.Builder counter =
          CounterSnapshot.builder()
              .name(name.substring(0, name.length() - COUNTER_SUFFIX.length()))
              .help(metric.meaning());
      rows.forEach(
          row ->
              counter.dataPoint(
                  CounterDataPointSnapshot.builder()
                      .labels(labels(metric, row))
                      .value(row.value())
                      .build()));
      return counter.build();
    }
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name(metric.fullName()).help(metric.meaning());
    rows.forEach(
        row ->
            gauge.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(labels(metric, row))
                    .value(row.value())
                    .build()));
    return gauge.build();
  }

  private static Labels labels(Metric metric, Row row) {
    return Labels.of(metric.labels(), row.labelValues());
  }

  /**
   * Makes a constant 1 with a label that says something, asked for at each scrape; a gauge would
   * lose its {@code _info}.
   */
  void createInfo(Metric metric, Supplier<String> labelValue) {
    String fullName = metric.fullName();
    registry
        .getPrometheusRegistry()
        .register(
            () ->
                InfoSnapshot.builder()
                    .name(fullName.substring(0, fullName.length() - INFO_SUFFIX.length()))
                    .help(metric.meaning())
                    .dataPoint(
                        InfoDataPointSnapshot.builder()
                            .labels(Labels.of(metric.labels().get(0), labelValue.get()))
                            .build())
                    .build());
  }

  /** Writes all meters in the newer text format if it is asked for, else in the older one. */
  Scrape scrape(@Nullable String accept) {
    boolean newer = accept != null && accept.contains(OPEN_METRICS);
    String contentType = newer ? OPEN_METRICS_TYPE : TEXT_TYPE;
    ByteArrayOutputStream body = new ByteArrayOutputStream(USUAL_PAGE_BYTES);
    try {
      registry.scrape(body, contentType);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return new Scrape(contentType, body.toByteArray());
  }

  void close() {
    registry.close();
  }

  private static Tags tags(Metric metric, List<String> labelValues) {
    Tags tags = Tags.empty();
    for (int i = 0; i < labelValues.size(); i++) {
      tags = tags.and(Tag.of(metric.labels().get(i), labelValues.get(i)));
    }
    return tags;
  }
}
