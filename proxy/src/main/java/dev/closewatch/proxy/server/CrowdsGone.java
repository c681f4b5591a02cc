package dev.closewatch.proxy.server;

/**
 * Tells when a crowd has gone, which is when its memory can be given back. A collector that runs
 * only when the heap is full keeps what a crowd took: nothing fills the heap once it is quiet, and
 * the next crowd goes on top of it.
 */
final class CrowdsGone {
  /** Fewer leave too little behind to stop all connections for a collection. */
  static final long CROWD = 1_000;

  private long most;
  private long before;

  /**
   * Looks at how many are open; to be called every few seconds.
   *
   * @return whether a crowd, and at least half of all, has gone since it last was so, and nobody
   *     has left since the last look
   */
  boolean look(long open) {
    most = Math.max(most, open);
    boolean calm = open >= before;
    before = open;
    boolean gone = calm && most - open >= Math.max(CROWD, most / 2);
    if (gone) {
      most = open;
    }
    return gone;
  }
}
