package dev.closewatch.analyzer;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.ReservedBits;
import java.util.List;

/** A connection like any other. */
final class Openings {
  private Openings() {}

  static Opening at(FakeClock clock, ReservedBits reservedBits) {
    return new Opening(
        "c-1",
        null,
        new Opening.Observer("closewatch-0", "test"),
        "default",
        clock.now(),
        clock.nanos(),
        new Opening.Client("192.0.2.7", "192.0.2.7", null),
        new Opening.Service("echo:9000"),
        new Opening.Request("example.org", "/chat", null, null, List.of()),
        reservedBits);
  }
}
