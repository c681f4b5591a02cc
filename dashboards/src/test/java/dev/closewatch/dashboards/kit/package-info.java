/** The programs that dashboards and rules are tried with: promtool, Prometheus, Alertmanager. */
@org.jspecify.annotations.NullMarked
package dev.closewatch.dashboards.kit;
