package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.Rule;
import java.util.List;

/**
 * A close with what is known of its peers once it has been judged.
 *
 * @param event how the connection ended
 * @param flags the rules that its client or its service instance is flagged for now, this close
 *     included
 */
public record ObservedClose(CloseEvent event, List<Rule> flags) {
  /** Keeps a copy of the list. */
  public ObservedClose {
    flags = List.copyOf(flags);
  }
}
