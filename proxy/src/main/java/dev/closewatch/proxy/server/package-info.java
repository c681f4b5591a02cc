/** The running product: builds its parts, starts them in order, and ends them in the reverse. */
@NullMarked
package dev.closewatch.proxy.server;

import org.jspecify.annotations.NullMarked;
