/**
 * What the relay tells of itself: the seam between the bytes' way and everything that counts it.
 */
@NullMarked
package dev.closewatch.proxy.observe;

import org.jspecify.annotations.NullMarked;
