/**
 * What operators and Prometheus ask, on a port of its own: metrics, health, events, connections.
 */
@NullMarked
package dev.closewatch.proxy.admin;

import org.jspecify.annotations.NullMarked;
