/** What the closes of all peers together say about a service, or about what stands before it. */
@NullMarked
package dev.closewatch.analyzer.finding;

import org.jspecify.annotations.NullMarked;
