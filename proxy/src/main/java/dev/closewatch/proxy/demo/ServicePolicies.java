package dev.closewatch.proxy.demo;

import java.time.Duration;

/**
 * What the demo's service does not put up with.
 *
 * @param messagesPerSecond more than so many messages in one second are closed on with 1008
 * @param tokenLife how long a connection opened with a token may live until 1008
 * @param forbiddenWord a message that holds it, in any case, is closed on with 1008
 * @param idle how long a connection to {@code /idle} may be silent until it is cut off
 * @param closeTimeout how long an answer to the service's own Close is waited for
 */
record ServicePolicies(
    int messagesPerSecond,
    Duration tokenLife,
    String forbiddenWord,
    Duration idle,
    Duration closeTimeout) {

  /** The demo's own. The last is long enough to tell a slow answer from none. */
  static final ServicePolicies DEMO =
      new ServicePolicies(
          20, Duration.ofMillis(1_500), "casino", Duration.ofSeconds(5), Duration.ofMillis(2_500));
}
