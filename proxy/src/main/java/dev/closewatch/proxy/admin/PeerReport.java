package dev.closewatch.proxy.admin;

import dev.closewatch.analyzer.peer.PeerView;
import dev.closewatch.proxy.observe.ObservedClose;
import java.util.List;

/** TO BE REPLACED. */
final class PeerReport {
  private PeerReport() {}

  static String of(PeerView peer, List<ObservedClose> closes) {
    return "# " + peer.id().name() + closes.size();
  }
}
