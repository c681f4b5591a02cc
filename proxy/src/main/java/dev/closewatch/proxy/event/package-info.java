/** Events as JSON: one object each, safe to be a line of a file, a log or a terminal. */
@NullMarked
package dev.closewatch.proxy.event;

import org.jspecify.annotations.NullMarked;
