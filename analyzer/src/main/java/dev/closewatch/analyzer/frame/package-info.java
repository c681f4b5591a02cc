/** Reading RFC 6455 frames from one direction of a byte stream, whatever they violate. */
@NullMarked
package dev.closewatch.analyzer.frame;

import org.jspecify.annotations.NullMarked;
