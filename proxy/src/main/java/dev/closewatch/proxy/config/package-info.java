/** What can be configured, as values; and where the values come from. */
@NullMarked
package dev.closewatch.proxy.config;

import org.jspecify.annotations.NullMarked;
