package dev.closewatch.analyzer.sketch;

/**
 * An item and how often it was added, about.
 *
 * @param item the item as it was added, cut at {@link HeavyHitters#MAX_ITEM_CHARS}
 * @param estimate between the bounds; right for an item that was heavy all along, else too high
 * @param lowerBound at least so often
 * @param upperBound at most so often
 */
public record HeavyItem(String item, long estimate, long lowerBound, long upperBound) {}
