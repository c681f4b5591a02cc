/** The Grafana dashboards: their form, and every query of theirs in a real Prometheus. */
@org.jspecify.annotations.NullMarked
package dev.closewatch.dashboards.grafana;
