/** The crowd of {@code make soak}: a service and its visitors, who compare every byte. */
@NullMarked
package dev.closewatch.bench.soak;

import org.jspecify.annotations.NullMarked;
