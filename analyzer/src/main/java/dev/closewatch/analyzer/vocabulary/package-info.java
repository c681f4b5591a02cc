/**
 * The words of the product, each an enum whose constants carry their own label: what metrics,
 * events and pages call a thing is written here and nowhere else.
 */
@NullMarked
package dev.closewatch.analyzer.vocabulary;

import org.jspecify.annotations.NullMarked;
