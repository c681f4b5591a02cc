package dev.closewatch.proxy.event;

import static dev.closewatch.proxy.event.EventJsonFuzzTest.text;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.frame.ReservedBits;
import java.util.List;

/**
 * What is known of a connection whose every text is hostile. Not a part of the test itself: a
 * record that is loaded together with that is not instrumented well.
 */
final class HostileOpening {
  private HostileOpening() {}

  static Opening of(String[] texts) {
    return new Opening(
        "c-1",
        text(texts, 2),
        new Opening.Observer("edge-1", "0.1.0"),
        "default",
        SampleEvents.OPENED_AT,
        0,
        new Opening.Client("203.0.113.7", "203.0.113.7", text(texts, 1)),
        new Opening.Service("10.0.0.5:9000"),
        new Opening.Request(
            text(texts, 3), text(texts, 4), text(texts, 5), text(texts, 6), List.of()),
        ReservedBits.NONE);
  }
}
