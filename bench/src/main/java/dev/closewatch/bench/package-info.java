/** What reading costs, and the least that a server and a tunnel can be, to compare with. */
@NullMarked
package dev.closewatch.bench;

import org.jspecify.annotations.NullMarked;
