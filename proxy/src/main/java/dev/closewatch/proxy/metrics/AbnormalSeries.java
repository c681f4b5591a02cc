package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.event.CloseEvent.TcpEnd;
import dev.closewatch.analyzer.vocabulary.CutIn;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;

/**
 * The series of a route that count ends without a Close by their anatomy: which leg ended first,
 * how, and in the middle of what. Most of them are one and the same few; rare ones are counted
 * under the usual one of their leg once the route's budget is spent.
 */
@SuppressWarnings("EnumOrdinal") // indexes that never leave this object
final class AbnormalSeries {
  private final int[][][] slots =
      new int[TcpEndBy.values().length][TcpEndHow.values().length][CutIn.values().length];

  AbnormalSeries(SeriesList series) {
    for (TcpEndBy by : TcpEndBy.values()) {
      int usual =
          series.add(
              Metric.ABNORMAL_CLOSES,
              by != TcpEndBy.PROXY,
              by.label(),
              TcpEndHow.FIN.label(),
              CutIn.NONE.label());
      for (TcpEndHow how : TcpEndHow.values()) {
        for (CutIn cutIn : CutIn.values()) {
          slots[by.ordinal()][how.ordinal()][cutIn.ordinal()] =
              how == TcpEndHow.FIN && cutIn == CutIn.NONE
                  ? usual
                  : series.addFolding(
                      Metric.ABNORMAL_CLOSES, usual, by.label(), how.label(), cutIn.label());
        }
      }
    }
  }

  /** Returns the slot of an end without a Close. */
  int slot(TcpEnd end, Abnormal abnormal) {
    return slots[end.by().ordinal()][end.how().ordinal()][abnormal.cutIn().ordinal()];
  }
}
