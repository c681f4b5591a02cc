/** What a command starts, and how it ends: by a signal, or by itself. */
@NullMarked
package dev.closewatch.proxy.process;

import org.jspecify.annotations.NullMarked;
