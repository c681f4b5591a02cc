/** What passed in each direction while a connection lived. */
@NullMarked
package dev.closewatch.analyzer.traffic;

import org.jspecify.annotations.NullMarked;
