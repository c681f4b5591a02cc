package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a flag shows of the connection that raised or refreshed it, beside its figures.
 *
 * @param route the connection's
 * @param userAgent its User-Agent, or null where there is none, or where it is not the peer's
 * @param connection its id
 * @param more names, each followed by its value
 */
record Details(String route, @Nullable String userAgent, String connection, List<Object> more) {
  static Details of(Peer peer, Opening opening, Object... more) {
    boolean client = peer.id.side() == Sender.CLIENT;
    return new Details(
        opening.route(), client ? opening.client().userAgent() : null, opening.id(), List.of(more));
  }

  static Details of(Peer peer, CloseEvent event, Object... more) {
    return of(peer, event.opening(), more);
  }

  void addTo(Map<String, Object> evidence) {
    evidence.put("route", route);
    if (userAgent != null) {
      evidence.put("userAgent", userAgent);
    }
    evidence.put("lastConnection", connection);
    for (int i = 0; i < more.size(); i += 2) {
      evidence.put(more.get(i).toString(), more.get(i + 1));
    }
  }
}
