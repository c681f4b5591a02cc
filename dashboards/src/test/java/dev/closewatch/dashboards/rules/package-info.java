/** The alert rules, tried with promtool and with a real Prometheus. */
@org.jspecify.annotations.NullMarked
package dev.closewatch.dashboards.rules;
