/**
 * The analyzer: bytes and nanoseconds in, events out. It does no I/O, has no thread and no clock of
 * its own, and can be used alone: by a proxy, by a stream processor, by a reader of captures.
 */
@NullMarked
package dev.closewatch.analyzer;

import org.jspecify.annotations.NullMarked;
