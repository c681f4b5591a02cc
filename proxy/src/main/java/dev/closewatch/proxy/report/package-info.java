/** A page about one peer, for whoever runs it: what it did, and what to change. */
@NullMarked
package dev.closewatch.proxy.report;

import org.jspecify.annotations.NullMarked;
