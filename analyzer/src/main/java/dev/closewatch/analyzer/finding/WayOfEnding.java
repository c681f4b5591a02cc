package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;

/**
 * What closes have in common that have one and the same reason.
 *
 * @param initiator who began the end
 * @param kind what the end's code means
 * @param endedBy which leg ended first
 */
public record WayOfEnding(Initiator initiator, CloseKind kind, TcpEndBy endedBy) {
  static WayOfEnding of(CloseEvent event) {
    return new WayOfEnding(event.initiator(), event.kind(), event.tcpEnd().by());
  }
}
