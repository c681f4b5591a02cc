package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.event.CloseEvent;

/**
 * A close that waits to be settled.
 *
 * @param nanos its moment on the monotonic clock
 * @param openAfter the route's open connections without it
 */
record HeldClose(CloseEvent event, long nanos, long openAfter) {
  String route() {
    return event.opening().route();
  }
}
