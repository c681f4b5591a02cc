package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.event.CloseEvent.Abnormal;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;

/** What a timer could be told by, of a connection that ended with no Close. */
final class AbnormalEnd extends NewestSamples.Sample {
  private final TcpEndHow how;
  private final long ageNanos;
  private final long clientIdleNanos;
  private final long serviceIdleNanos;
  private final boolean pingsUnanswered;

  AbnormalEnd(CloseEvent event, Abnormal anatomy) {
    super(Moment.of(event), event.opening().client().peer());
    how = event.tcpEnd().how();
    ageNanos = event.durationNanos();
    clientIdleNanos = anatomy.client().idleNanos();
    serviceIdleNanos = anatomy.service().idleNanos();
    pingsUnanswered =
        anatomy.client().unansweredPings() > 0 || anatomy.service().unansweredPings() > 0;
  }

  TcpEndHow how() {
    return how;
  }

  long ageNanos() {
    return ageNanos;
  }

  long clientIdleNanos() {
    return clientIdleNanos;
  }

  long serviceIdleNanos() {
    return serviceIdleNanos;
  }

  boolean pingsUnanswered() {
    return pingsUnanswered;
  }
}
