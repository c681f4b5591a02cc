package dev.closewatch.proxy.observe;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.analyzer.traffic.DirectionCounts;

/**
 * One open connection at one moment.
 *
 * @param opening what was known when it opened
 * @param ageNanos since the opening
 * @param fromClient what the client has sent
 * @param fromService what the service has sent
 * @param clientIdleNanos since the client's last byte
 * @param serviceIdleNanos since the service's last byte
 * @param closing whether its end has begun
 */
public record OpenConnection(
    Opening opening,
    long ageNanos,
    DirectionCounts fromClient,
    DirectionCounts fromService,
    long clientIdleNanos,
    long serviceIdleNanos,
    boolean closing) {

  /** Returns the same with another opening. */
  public OpenConnection with(Opening other) {
    return new OpenConnection(
        other, ageNanos, fromClient, fromService, clientIdleNanos, serviceIdleNanos, closing);
  }
}
