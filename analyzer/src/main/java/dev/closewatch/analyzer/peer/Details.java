package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a flag shows of the connection that raised or refreshed it, beside its figures. */
final class Details {
  private final Map<String, Object> all = new LinkedHashMap<>();

  private Details() {}

  static Details of(CloseEvent event, Peer peer) {
    return of(event.opening(), peer);
  }

  static Details of(Opening opening, Peer peer) {
    Details details = new Details();
    details.all.put("route", opening.route());
    String userAgent = opening.client().userAgent();
    if (peer.id.side() == Sender.CLIENT && userAgent != null) {
      details.all.put("userAgent", userAgent);
    }
    details.all.put("lastConnection", opening.id());
    return details;
  }

  Details with(String name, Object value) {
    all.put(name, value);
    return this;
  }

  Map<String, Object> all() {
    return all;
  }
}
