/** What a fresh process does to be fast when its first crowd comes. */
@NullMarked
package dev.closewatch.proxy.warmup;

import org.jspecify.annotations.NullMarked;
