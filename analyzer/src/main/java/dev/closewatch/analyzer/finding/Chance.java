package dev.closewatch.analyzer.finding;

/** How unlikely it is that chance alone yields a count as high as one that was seen. */
final class Chance {
  private static final double NEGLIGIBLE = 1e-12;
  private static final long EXACT_UP_TO = 20;

  private Chance() {}

  /**
   * Returns the natural logarithm of the chance of at least so many events where the mean is known:
   * Chernoff's bound on the tail of a Poisson distribution, which says too little rather than too
   * much (Mitzenmacher and Upfal, Probability and Computing, chapter 4).
   */
  static double logOfAtLeast(long count, double mean) {
    return count <= mean ? 0 : count - mean - count * Math.log(count / mean);
  }

  /**
   * Returns the chance that of all hits at least so many fall to the first of two groups if both
   * are alike: Fisher's exact test, one-sided.
   */
  static double ofAtLeast(long hits, long tries, long otherHits, long otherTries) {
    long allHits = hits + otherHits;
    double term =
        Math.exp(
            logChoices(tries, hits)
                + logChoices(otherTries, otherHits)
                - logChoices(tries + otherTries, allHits));
    double sum = 0;
    for (long first = hits; first <= Math.min(tries, allHits); first++) {
      long other = allHits - first;
      if (other <= otherTries) {
        sum += term;
      }
      term *= (double) (tries - first) * other / ((first + 1.0) * (otherTries - other + 1.0));
      if (term < NEGLIGIBLE * sum) {
        break;
      }
    }
    return Math.min(1, sum);
  }

  private static double logChoices(long from, long take) {
    return logFactorial(from) - logFactorial(take) - logFactorial(from - take);
  }

  /** Stirling's series; its error is far below what matters here. */
  private static double logFactorial(long n) {
    if (n <= EXACT_UP_TO) {
      double product = 1;
      for (long factor = 2; factor <= n; factor++) {
        product *= factor;
      }
      return Math.log(product);
    }
    double x = n;
    return x * Math.log(x) - x + Math.log(2 * Math.PI * x) / 2 + 1 / (12 * x);
  }
}
