package dev.closewatch.analyzer.finding;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one value that far too many ends have in common.
 *
 * <pre>
 *            flank       gap   cluster   gap       flank
 *      |----------------|----|=========|----|----------------|
 *           .    .   .        :|||||||:.       .    .    .
 * </pre>
 *
 * <p>Ages and idle times that no timer makes are spread smoothly, be it evenly or exponentially, or
 * evenly over magnitudes: as many fall into a narrow range as into those beside it. So a cluster
 * has to hold far more than its denser flank lets expect, so many more that chance would not do it
 * once in a hundred million tries, and its ends must not have come all at once.
 */
final class ClusterSearch {
  /** Timers fire a little late, some only at the next tick of a second. */
  private static final double WIDTH_SHARE = 0.02;

  private static final long LEAST_WIDTH_NANOS = 500_000_000;
  private static final int NEAR_WIDTHS = 3;
  private static final int FAR_WIDTHS = 12;
  private static final double TIMES_EXPECTED = 4;
  private static final double LOG_OF_CHANCE = Math.log(1e-8);

  private final FindingSettings.IdleTimer settings;
  private final IdleMeasure measure;
  private final AbnormalEnd[] ends;
  private final long[] values;
  private final long freshSinceNanos;
  private final int leastPeers;

  /**
   * Sorts the ends.
   *
   * @param freshSinceNanos a cluster counts only if it still grew behind this moment
   * @param leastPeers so many different peers
   */
  ClusterSearch(
      FindingSettings.IdleTimer settings,
      IdleMeasure measure,
      List<AbnormalEnd> ends,
      long freshSinceNanos,
      int leastPeers) {
    this.settings = settings;
    this.measure = measure;
    this.freshSinceNanos = freshSinceNanos;
    this.leastPeers = leastPeers;
    this.ends = ends.toArray(AbnormalEnd[]::new);
    Arrays.sort(this.ends, Comparator.comparingLong(measure::nanos));
    values = Arrays.stream(this.ends).mapToLong(measure::nanos).toArray();
  }

  /** Returns the largest cluster, or null. */
  @Nullable Cluster largest() {
    Cluster largest = null;
    int least = (int) Math.max(settings.leastCloses(), settings.leastShare() * values.length);
    for (int from = firstAtLeast(settings.shortest().toNanos()); from < values.length; from++) {
      long widthNanos = width(values[from]);
      int to = firstAtLeast(values[from] + widthNanos + 1);
      int size = to - from;
      if (size >= least && (largest == null || size > largest.size()) && standsOut(from, to)) {
        Cluster cluster = new Cluster(measure, List.of(ends).subList(from, to));
        if (cluster.peers() >= leastPeers
            && cluster.newest().nanos() - freshSinceNanos >= 0
            && !cluster.isBurst(widthNanos)) {
          largest = cluster;
        }
      }
    }
    return largest;
  }

  private boolean standsOut(int from, int to) {
    long widthNanos = width(values[from]);
    long near = NEAR_WIDTHS * widthNanos;
    long far = Math.min(FAR_WIDTHS * widthNanos, values[from] / 2);
    // The near flank sees an edge or a hump, the far one is less a matter of luck.
    double expected = Math.max(expected(from, widthNanos, near), expected(from, widthNanos, far));
    int size = to - from;
    return size >= TIMES_EXPECTED * expected
        && Chance.logOfAtLeast(size, expected) <= LOG_OF_CHANCE;
  }

  /** Returns how many a cluster would hold if it were as dense as its denser flank. */
  private double expected(int from, long widthNanos, long flankNanos) {
    long gapNanos = widthNanos / 2;
    long leftEnd = values[from] - gapNanos;
    long rightStart = values[from] + widthNanos + gapNanos;
    int left = firstAtLeast(leftEnd) - firstAtLeast(leftEnd - flankNanos);
    int right = firstAtLeast(rightStart + flankNanos) - firstAtLeast(rightStart);
    // One more than was seen: that none was seen does not mean that none could have been.
    return (Math.max(left, right) + 1.0) * widthNanos / flankNanos;
  }

  private static long width(long nanos) {
    return Math.max(LEAST_WIDTH_NANOS, (long) (WIDTH_SHARE * nanos));
  }

  private int firstAtLeast(long nanos) {
    int low = 0;
    int high = values.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] < nanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
