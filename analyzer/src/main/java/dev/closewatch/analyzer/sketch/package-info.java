/**
 * Counts over sliding windows, in bounded memory and mergeable: how many different items, and which
 * are the heaviest. Items are strings; what they mean is the caller's business.
 */
@NullMarked
package dev.closewatch.analyzer.sketch;

import org.jspecify.annotations.NullMarked;
