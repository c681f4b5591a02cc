/**
 * What is counted, and how a scrape reads it: one writer for each event loop, one snapshot each.
 */
@NullMarked
package dev.closewatch.proxy.metrics;

import org.jspecify.annotations.NullMarked;
