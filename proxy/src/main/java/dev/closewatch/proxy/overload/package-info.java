/** When there is too much to do: what tells so, and which work is left undone then. */
@NullMarked
package dev.closewatch.proxy.overload;

import org.jspecify.annotations.NullMarked;
