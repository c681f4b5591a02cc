/** Where clients connect: one listener over all event loops, and what each loop does on its own. */
@NullMarked
package dev.closewatch.proxy.listener;

import org.jspecify.annotations.NullMarked;
