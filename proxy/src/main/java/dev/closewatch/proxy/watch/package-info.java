/**
 * What becomes of observations once they have left the event loops: peers are judged, findings are
 * made, and sinks get the events.
 */
@NullMarked
package dev.closewatch.proxy.watch;

import org.jspecify.annotations.NullMarked;
