/** Events on their way out of the process: lines of JSON in a file or on standard output. */
@NullMarked
package dev.closewatch.proxy.outlet;

import org.jspecify.annotations.NullMarked;
