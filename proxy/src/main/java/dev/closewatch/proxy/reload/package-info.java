/** Files that are read again when they change, while the process runs. */
@NullMarked
package dev.closewatch.proxy.reload;

import org.jspecify.annotations.NullMarked;
