/** The command line: what can be typed, and what is said to whoever typed it. */
@NullMarked
package dev.closewatch.proxy.command;

import org.jspecify.annotations.NullMarked;
