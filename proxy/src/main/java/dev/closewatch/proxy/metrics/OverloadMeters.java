package dev.closewatch.proxy.metrics;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** The meters of what is left undone under load. */
public final class OverloadMeters {
  private OverloadMeters() {}

  /**
   * Adds the meters to those of the process.
   *
   * @param level the step, 0 to 3
   * @param unjudged how many openings and closes were not judged
   */
  public static void registerIn(ProxyMeters meters, IntSupplier level, LongSupplier unjudged) {
    MeterFactory factory = meters.factory();
    factory.create(Metric.SHEDDING_LEVEL, List.of(), level::getAsInt);
    factory.create(Metric.UNJUDGED_EVENTS, List.of(), unjudged::getAsLong);
  }
}
