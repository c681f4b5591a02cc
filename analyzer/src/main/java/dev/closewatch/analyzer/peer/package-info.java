/**
 * Who misbehaves: what each peer did within a sliding window, and the rules that flag it. Bounded
 * in memory, whatever peers do.
 */
@NullMarked
package dev.closewatch.analyzer.peer;

import org.jspecify.annotations.NullMarked;
