package dev.closewatch.proxy.metrics;

import java.util.List;
import java.util.Locale;

/**
 * The names of all metrics, with their labels and meanings. They are a contract: dashboards and
 * alerts depend on them, so none is ever renamed. docs/metrics.md lists the same, and a test
 * compares the two.
 */
enum Metric {
  CONNECTIONS_OPENED(
      "closewatch_connections_opened_total", Type.COUNTER, "upgraded connections", "route"),
  CONNECTIONS_ACTIVE("closewatch_connections_active", Type.GAUGE, "connections open now", "route"),
  UNACCOUNTED_CONNECTIONS(
      "closewatch_unaccounted_connections",
      Type.GAUGE,
      "opened - active - closes in one consistent snapshot: anything but 0 is a fault of ours"),
  HANDSHAKES(
      "closewatch_handshakes_total",
      Type.COUNTER,
      "upgrade attempts, each once, by what became of them and the status that the client got",
      "route",
      "outcome",
      "status"),
  HANDSHAKE_SECONDS(
      "closewatch_handshake_seconds",
      Type.HISTOGRAM,
      "time from the request to the 101, in seconds",
      "route"),
  HTTP_REQUESTS(
      "closewatch_http_requests_total",
      Type.COUNTER,
      "plain HTTP requests passed through, by the class of their final status",
      "route",
      "status_class"),
  CLOSES(
      "closewatch_closes_total",
      Type.COUNTER,
      "ended connections, each once, by who began the end and what it means",
      "route",
      "initiator",
      "code",
      "kind"),
  POLICY_CLOSES(
      "closewatch_policy_closes_total",
      Type.COUNTER,
      "closes with 1008, or with a code that means the same, by why they happened",
      "route",
      "initiator",
      "cause"),
  EMPTY_CLOSES(
      "closewatch_empty_closes_total",
      Type.COUNTER,
      "closes begun with an empty Close, by whether the client's stack does so by default",
      "route",
      "initiator",
      "habit"),
  ABNORMAL_CLOSES(
      "closewatch_abnormal_closes_total",
      Type.COUNTER,
      "ends without a Close, by which leg ended first, how, and in the middle of what",
      "route",
      "ended_by",
      "how",
      "cut_in"),
  CLOSES_BY_STACK(
      "closewatch_closes_by_stack_total",
      Type.COUNTER,
      "ended connections, each once, by the client's stack; rare kinds are other",
      "route",
      "stack",
      "initiator",
      "kind"),
  CLOSE_REPLIES(
      "closewatch_close_replies_total",
      Type.COUNTER,
      "how the other side answered, once for each close begun by the client or the service",
      "route",
      "replier",
      "reply"),
  CLOSE_HANDSHAKE_SECONDS(
      "closewatch_close_handshake_seconds",
      Type.HISTOGRAM,
      "time from the first Close to its reply where there is one (same or different), in seconds",
      "route",
      "replier"),
  CONNECTION_DURATION_SECONDS(
      "closewatch_connection_duration_seconds",
      Type.HISTOGRAM,
      "time from the 101 to the end, in seconds; bounds just above the known idle timers",
      "route",
      "ending"),
  CLOSE_FRAMES(
      "closewatch_close_frames_total",
      Type.COUNTER,
      "Close frames, the first of each direction",
      "route",
      "sender",
      "code",
      "kind"),
  FRAMES(
      "closewatch_frames_total",
      Type.COUNTER,
      "frames read to their last byte",
      "route",
      "sender",
      "opcode"),
  VIOLATIONS(
      "closewatch_violations_total",
      Type.COUNTER,
      "occurrences of what RFC 6455 forbids",
      "route",
      "sender",
      "violation"),
  RELAYED_BYTES(
      "closewatch_relayed_bytes_total",
      Type.COUNTER,
      "bytes read from the sender behind its handshake",
      "route",
      "sender"),
  UNDELIVERED_BYTES(
      "closewatch_undelivered_bytes_total",
      Type.COUNTER,
      "bytes read from the sender when the other leg was gone",
      "route",
      "sender"),
  PAUSED_CONNECTIONS(
      "closewatch_paused_connections",
      Type.GAUGE,
      "connections whose reading is paused since this side reads slowly",
      "route",
      "side"),
  UNOBSERVED_CONNECTIONS(
      "closewatch_unobserved_connections_total",
      Type.COUNTER,
      "connections relayed unread, whole or from some point on",
      "route",
      "reason"),
  CLOSE_PEERS(
      "closewatch_close_peers",
      Type.GAUGE,
      "different peers of a side that started a close with an empty Close, or were closed on for"
          + " policy, within the window; not to be summed over replicas",
      "kind",
      "side",
      "window"),
  FLAGGED_PEERS("closewatch_flagged_peers", Type.GAUGE, "peers flagged now, by rule", "rule"),
  PEER_FLAGS("closewatch_peer_flags_total", Type.COUNTER, "flags raised, by rule", "rule"),
  TOP_PEER_CLOSES(
      "closewatch_top_peer_closes",
      Type.GAUGE,
      "the heaviest peers, about so many closes each; only with top-peers",
      "kind",
      "peer",
      "window"),
  CLOSES_BY_COHORT(
      "closewatch_closes_by_cohort_total",
      Type.COUNTER,
      "ended connections by the cohort of the client; only with cohort; rare kinds are other",
      "route",
      "cohort",
      "kind"),
  PEERS_TRACKED("closewatch_peers_tracked", Type.GAUGE, "peers that are remembered"),
  PEERS_FORGOTTEN(
      "closewatch_peers_forgotten_total", Type.COUNTER, "peers forgotten for want of room"),
  FINDINGS(
      "closewatch_findings",
      Type.GAUGE,
      "1 for each finding that stands; route is * for what is about the whole process",
      "finding",
      "route"),
  TAP_FAILURES(
      "closewatch_tap_failures_total",
      Type.COUNTER,
      "exceptions in the reading of frames; the connections go on unobserved"),
  LIMIT_HITS(
      "closewatch_limit_hits_total",
      Type.COUNTER,
      "clients turned away or ended by a limit of the proxy",
      "limit"),
  SHEDDING_LEVEL(
      "closewatch_shedding_level",
      Type.GAUGE,
      "what is left undone under load: 0 nothing, 1 the judging of peers, 2 the reading of new"
          + " connections, 3 new connections"),
  UNJUDGED_EVENTS(
      "closewatch_unjudged_events_total",
      Type.COUNTER,
      "openings and closes that no rule, finding or count of different peers has seen, under load"),
  PROXY_HEADERS(
      "closewatch_proxy_protocol_headers_total",
      Type.COUNTER,
      "PROXY protocol headers that trusted proxies sent, or should have; only with proxy-protocol",
      "result"),
  TLS_HANDSHAKE_FAILURES(
      "closewatch_tls_handshake_failures_total",
      Type.COUNTER,
      "TLS handshakes that came to nothing, by the side that they were with and why; only of a side"
          + " that speaks TLS",
      "side",
      "reason"),
  TLS_CERTIFICATE_EXPIRY_SECONDS(
      "closewatch_tls_certificate_expiry_seconds",
      Type.GAUGE,
      "end of the validity of a certificate in use, or of the first in its chain to end, in seconds"
          + " since 1970",
      "certificate"),
  TLS_RELOAD_SUCCESSFUL(
      "closewatch_tls_reload_successful",
      Type.GAUGE,
      "1 while certificates and keys are in use as their files are now; 0 once those were refused",
      "certificate"),
  EVENTS_DROPPED(
      "closewatch_events_dropped_total",
      Type.COUNTER,
      "events that a sink could not take; no other metric ever loses one",
      "sink"),
  UPSTREAM_UP(
      "closewatch_upstream_up",
      Type.GAUGE,
      "0 since a connection to the upstream has failed until one succeeds, else 1; one for each"
          + " that is configured",
      "upstream",
      "route"),
  EVENT_LOOP_LAG_SECONDS(
      "closewatch_event_loop_lag_seconds",
      Type.GAUGE,
      "largest delay of a timer on the event loop in the last 15 to 30 seconds, in seconds",
      "loop"),
  BUILD_INFO("closewatch_build_info", Type.INFO, "always 1; the version that runs", "version"),
  CONFIG_INFO("closewatch_config_info", Type.INFO, "always 1; a hash of the configuration", "hash"),
  CONFIG_LAST_RELOAD_SUCCESSFUL(
      "closewatch_config_last_reload_successful",
      Type.GAUGE,
      "1 if the configuration could be read when it was read last, else 0"),
  CONFIG_LAST_RELOAD_SUCCESS_TIMESTAMP_SECONDS(
      "closewatch_config_last_reload_success_timestamp_seconds",
      Type.GAUGE,
      "when the configuration has been read last without a fault, in seconds since 1970"),
  PROCESS_START_TIME_SECONDS(
      "process_start_time_seconds", Type.GAUGE, "start of the process, in seconds since 1970"),
  PROCESS_CPU_SECONDS(
      "process_cpu_seconds_total", Type.COUNTER, "CPU time of the process, in seconds"),
  PROCESS_OPEN_FDS("process_open_fds", Type.GAUGE, "open file descriptors"),
  PROCESS_MAX_FDS("process_max_fds", Type.GAUGE, "most file descriptors that may be open"),
  JVM_GC_COLLECTION_SECONDS(
      "jvm_gc_collection_seconds",
      Type.SUMMARY,
      "garbage collections and the time spent in them, in seconds",
      "gc");

  /** The types of the exposition formats; an info is a gauge in the older of the two. */
  enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    SUMMARY,
    INFO;

    /** Returns the word that the exposition formats use. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String ROUTE = "route";

  private final String fullName;
  private final Type type;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> labels;

  Metric(String fullName, Type type, String meaning, String... labels) {
    this.fullName = fullName;
    this.type = type;
    this.meaning = meaning;
    this.labels = List.of(labels);
  }

  /** Returns the name as queries use it, {@code _total} and {@code _info} included. */
  String fullName() {
    return fullName;
  }

  Type type() {
    return type;
  }

  /** Returns the HELP text. */
  String meaning() {
    return meaning;
  }

  /** Returns the names of the labels; {@code route}, where there is one, is the first. */
  List<String> labels() {
    return labels;
  }

  /** Returns whether each route has series of its own, which its budget pays for. */
  boolean isPerRoute() {
    return !labels.isEmpty() && labels.get(0).equals(ROUTE);
  }
}
