package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.Opening;

/** Ends of connections in great numbers. */
final class Closes {
  private Closes() {}

  /** Returns the end of that connection, like another one's. */
  static CloseEvent like(CloseEvent other, Opening opening) {
    return new CloseEvent(
        opening,
        opening.openedAt().plusNanos(other.durationNanos()),
        other.initiator(),
        other.code(),
        other.kind(),
        other.reason(),
        other.meaning(),
        other.clientSees(),
        other.serviceSees(),
        other.clientClose(),
        other.serviceClose(),
        other.reply(),
        other.replier(),
        other.replyNanos(),
        other.unansweredNanos(),
        other.clean(),
        other.ending(),
        other.tcpEnd(),
        other.durationNanos(),
        other.fromClient(),
        other.fromService(),
        other.abnormal(),
        other.unreadable(),
        other.proxyClose(),
        other.policy(),
        other.violations());
  }
}
