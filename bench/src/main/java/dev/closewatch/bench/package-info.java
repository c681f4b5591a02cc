/** What reading costs. */
@NullMarked
package dev.closewatch.bench;

import org.jspecify.annotations.NullMarked;
