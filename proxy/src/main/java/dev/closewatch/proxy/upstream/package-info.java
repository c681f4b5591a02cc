/** Which instance of the service a connection goes to, and getting one there. */
@NullMarked
package dev.closewatch.proxy.upstream;

import org.jspecify.annotations.NullMarked;
