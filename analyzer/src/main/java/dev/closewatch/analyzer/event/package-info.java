/** What is known when a connection opens, and what can be said of it when it has ended. */
@NullMarked
package dev.closewatch.analyzer.event;

import org.jspecify.annotations.NullMarked;
