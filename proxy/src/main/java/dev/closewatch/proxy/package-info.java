/** The proxy: {@link dev.closewatch.proxy.Main} and, in packages, what it is made of. */
@NullMarked
package dev.closewatch.proxy;

import org.jspecify.annotations.NullMarked;
