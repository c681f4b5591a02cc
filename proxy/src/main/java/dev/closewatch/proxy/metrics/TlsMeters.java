package dev.closewatch.proxy.metrics;

import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.tls.ServerTls;
import dev.closewatch.proxy.tls.Tls;
import dev.closewatch.proxy.tls.TlsFailure;
import dev.closewatch.proxy.tls.UpstreamTls;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The meters of TLS. Each side has its series from when it first speaks it: of upstreams that can
 * be when other routes are read.
 */
public final class TlsMeters {
  private static final List<String> FRONT = List.of("front");
  private static final List<String> UPSTREAM = List.of("upstream");

  private final Tls tls;

  /** Prepares the meters. */
  public TlsMeters(Tls tls) {
    this.tls = tls;
  }

  /** Adds the meters to those of the process. */
  public void registerIn(ProxyMeters meters) {
    MeterFactory factory = meters.factory();
    factory.createRows(Metric.TLS_HANDSHAKE_FAILURES, this::failures);
    factory.createRows(Metric.TLS_CERTIFICATE_EXPIRY_SECONDS, this::expiries);
    factory.createRows(Metric.TLS_RELOAD_SUCCESSFUL, this::reloads);
  }

  private Stream<MeterFactory.Row> failures() {
    return Stream.of(Sender.values()).filter(this::speaks).flatMap(this::failures);
  }

  private boolean speaks(Sender side) {
    return side == Sender.CLIENT ? tls.withClients() != null : tls.withUpstreams().inUse();
  }

  private Stream<MeterFactory.Row> failures(Sender side) {
    return Arrays.stream(TlsFailure.values())
        .map(
            reason ->
                new MeterFactory.Row(
                    List.of(side.label(), reason.label()), tls.failures().count(side, reason)));
  }

  private Stream<MeterFactory.Row> expiries() {
    return Stream.concat(
        Stream.ofNullable(tls.withClients()).map(clients -> expiry(FRONT, clients.expiry())),
        upstreams().flatMap(u -> u.expiry().stream()).map(expiry -> expiry(UPSTREAM, expiry)));
  }

  private static MeterFactory.Row expiry(List<String> certificate, Instant expiry) {
    return new MeterFactory.Row(certificate, expiry.getEpochSecond());
  }

  private Stream<MeterFactory.Row> reloads() {
    return Stream.concat(
        Stream.ofNullable(tls.withClients())
            .map(ServerTls::upToDate)
            .map(upToDate -> successful(FRONT, upToDate)),
        upstreams().map(UpstreamTls::upToDate).map(upToDate -> successful(UPSTREAM, upToDate)));
  }

  private static MeterFactory.Row successful(List<String> certificate, boolean upToDate) {
    return new MeterFactory.Row(certificate, upToDate ? 1 : 0);
  }

  private Stream<UpstreamTls> upstreams() {
    return Stream.of(tls.withUpstreams()).filter(UpstreamTls::inUse);
  }
}
