package dev.closewatch.proxy.route;

import dev.closewatch.analyzer.policy.CauseFinder;
import dev.closewatch.proxy.upstream.Upstreams;

/**
 * Where requests lead, shared by all event loops.
 *
 * @param name its label
 * @param upstreams the instances of its service
 * @param causes what its closes mean
 */
public record Route(String name, Upstreams upstreams, CauseFinder causes) {}
