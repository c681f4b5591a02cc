/** What is hidden of clients before anything leaves the relay. */
@NullMarked
package dev.closewatch.proxy.privacy;

import org.jspecify.annotations.NullMarked;
