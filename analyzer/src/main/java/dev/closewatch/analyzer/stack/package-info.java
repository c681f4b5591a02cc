/** What a client's stack is, by its User-Agent, and what it is expected to send. */
@NullMarked
package dev.closewatch.analyzer.stack;

import org.jspecify.annotations.NullMarked;
