/** Which route a request takes, by its host and its path. */
@NullMarked
package dev.closewatch.proxy.route;

import org.jspecify.annotations.NullMarked;
