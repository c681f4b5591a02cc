package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.observe.RouteObserver;
import dev.closewatch.proxy.route.Route;

/**
 * A route on one event loop.
 *
 * @param observer told of what the loop does for it
 */
record LoopRoute(Route route, RouteObserver observer) {}
