package dev.closewatch.proxy.server;

import dev.closewatch.analyzer.event.Opening;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.ProxyConfig;
import dev.closewatch.proxy.handshake.Admission;
import dev.closewatch.proxy.handshake.ConnectionLimit;
import dev.closewatch.proxy.handshake.EventIds;
import dev.closewatch.proxy.handshake.HandshakeSettings;
import dev.closewatch.proxy.handshake.PeerIdentity;
import dev.closewatch.proxy.handshake.PeerLimit;
import dev.closewatch.proxy.listener.LoopSettings;
import dev.closewatch.proxy.listener.SocketSettings;
import dev.closewatch.proxy.observe.Shedding;
import dev.closewatch.proxy.privacy.PrivacyKey;
import dev.closewatch.proxy.relay.RelaySettings;
import dev.closewatch.proxy.relay.Tap;
import dev.closewatch.proxy.route.Routes;
import dev.closewatch.proxy.tls.Tls;
import dev.closewatch.proxy.upstream.KnownUpstreams;
import java.time.Duration;

/** What a configuration means for each part of the relay, at the start and when it changes. */
final class RelaySetup {
  private final String version;
  private final Tap.Factory taps;
  private final PrivacyKey privacyKey;
  private final KnownUpstreams known = new KnownUpstreams();
  private final Admission admission;
  private final EventIds ids = new EventIds();
  private final Tls tls;

  RelaySetup(
      ProxyConfig first,
      String version,
      Tap.Factory taps,
      PrivacyKey privacyKey,
      Shedding shedding,
      Tls tls) {
    admission =
        new Admission(
            new ConnectionLimit(most(first)),
            first.guards().perPeer().map(PeerLimit::of).orElseGet(PeerLimit::none),
            first.guards().proxyProtocol(),
            shedding);
    this.tls = tls;
    this.version = version;
    this.taps = taps;
    this.privacyKey = privacyKey;
  }

  /** Returns what all event loops are told, and what they share: that stays as it was. */
  LoopSettings of(ProxyConfig config) {
    HostPort listen = config.listen();
    Duration idleTimeout = config.idleTimeout();
    admission.connections().allow(most(config));
    return new LoopSettings(
        new SocketSettings(
            Math.toIntExact(config.connectTimeout().toMillis()),
            Math.toIntExact(config.tcpKeepalive().toSeconds())),
        new HandshakeSettings(
            new Opening.Observer(InstanceName.get() + ":" + listen.port(), version),
            config.maxHeadBytes(),
            config.bufferBytes(),
            config.handshakeTimeout().toMillis(),
            config.responseTimeout().toMillis(),
            config.guards().bodyTimeout().map(Duration::toNanos).orElse(Long.MAX_VALUE),
            config.hostHeader(),
            config.requestIdHeaders(),
            new PeerIdentity(
                config.watch().peerBy(), privacyKey.ofIdentities(), config.watch().cohortHeader())),
        config.trustedProxies(),
        new RelaySettings(
            config.bufferBytes(),
            config.closeTimeout().toNanos(),
            config.halfCloseTimeout().toNanos(),
            idleTimeout == null ? null : idleTimeout.toNanos()),
        taps,
        RouteSetup.of(config, known),
        admission,
        ids,
        tls);
  }

  /** Forgets the instances that no route leads to any more. */
  void retain(Routes used) {
    known.retain(used.all().stream().flatMap(route -> route.upstreams().all().stream()).toList());
  }

  private static int most(ProxyConfig config) {
    int most = config.maxConnections();
    return most > 0 ? most : DescriptorLimit.connections();
  }
}
