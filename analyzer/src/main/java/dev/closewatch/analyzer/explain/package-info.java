/**
 * One sentence on how a connection ended, from nothing but its event: who did what, and who should
 * do what next. The texts are data, a file for each language beside the classes.
 */
@NullMarked
package dev.closewatch.analyzer.explain;

import org.jspecify.annotations.NullMarked;
