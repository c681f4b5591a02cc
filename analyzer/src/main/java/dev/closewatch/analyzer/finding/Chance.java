package dev.closewatch.analyzer.finding;

/**
 * How unlikely it is that chance alone yields a count: Chernoff's upper bounds on the tails of two
 * distributions, as natural logarithms. They say too little rather than too much.
 *
 * <p>Source: Mitzenmacher and Upfal, Probability and Computing, chapter 4.
 */
final class Chance {
  private Chance() {}

  /** Of at least so many events, where the mean is known (Poisson). */
  static double logOfAtLeast(long count, double mean) {
    return count <= mean ? 0 : count - mean - count * Math.log(count / mean);
  }

  /** Of at least so many hits out of so many tries, where the share is known (binomial). */
  static double logOfAtLeast(long hits, long tries, double share) {
    double seen = (double) hits / tries;
    if (seen <= share) {
      return 0;
    }
    double misses = seen == 1 ? 0 : (1 - seen) * Math.log((1 - seen) / (1 - share));
    return -tries * (seen * Math.log(seen / share) + misses);
  }
}
