/** What a Close says, and what the Closes and TCP ends of one connection add up to. */
@NullMarked
package dev.closewatch.analyzer.close;

import org.jspecify.annotations.NullMarked;
