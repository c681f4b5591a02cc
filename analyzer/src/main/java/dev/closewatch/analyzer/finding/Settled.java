package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.event.CloseEvent;
import org.jspecify.annotations.Nullable;

/**
 * A close of which is known whether others went with it.
 *
 * @param event the close
 * @param massClose the mass close that it is part of, as far as that is known by now, or null
 */
public record Settled(CloseEvent event, @Nullable MassClose massClose) {
  /** Returns whether it was one of many that ended together: held against no client. */
  public boolean partOfMassClose() {
    return massClose != null;
  }
}
