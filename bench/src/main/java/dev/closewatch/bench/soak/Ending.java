package dev.closewatch.bench.soak;

/** How a visit ends: who begins, with which Close, and what becomes of TCP. */
enum Ending {
  CLIENT_1000(1000),
  CLIENT_EMPTY(Frame.EMPTY),
  CLIENT_1001(1001),
  CLIENT_1008(1008),
  CLIENT_4000(4000),
  CLIENT_1005_ON_THE_WIRE(1005),
  CLIENT_UNASSIGNED(2999),
  CLIENT_ONE_BYTE(Frame.ONE_BYTE),
  /** A FIN right behind the Close; the answer has to come all the same. */
  CLIENT_HALF_CLOSES(1000),
  CLIENT_CUTS_A_FRAME(Frame.NONE),
  CLIENT_VANISHES(Frame.NONE),
  CLIENT_RESETS(Frame.NONE),
  SERVICE_1000(1000),
  SERVICE_EMPTY(Frame.EMPTY),
  SERVICE_1001(1001),
  SERVICE_1008(1008),
  SERVICE_1011(1011),
  SERVICE_ILLEGAL(1006),
  SERVICE_VANISHES(Frame.NONE),
  SERVICE_RESETS(Frame.NONE);

  private final int close;

  Ending(int close) {
    this.close = close;
  }

  boolean byClient() {
    return compareTo(SERVICE_1000) < 0;
  }

  /** Returns the code of its Close, or one of the other values of {@link Frame#close}. */
  int close() {
    return close;
  }

  boolean hasClose() {
    return close != Frame.NONE;
  }

  /** Returns whether everything that was sent comes back before the end. */
  boolean losesNothing() {
    return hasClose() || this == SERVICE_VANISHES || this == CLIENT_CUTS_A_FRAME;
  }
}
