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
import dev.closewatch.proxy.tls.Tls;
import dev.closewatch.proxy.upstream.KnownUpstreams;
import java.time.Duration;

/** What a configuration means for each part of the relay. */
final class RelaySetup {
  private RelaySetup() {}

  /** Returns what all event loops are told, and what they share. */
  static LoopSettings of(
      ProxyConfig config,
      String version,
      Tap.Factory taps,
      PrivacyKey privacyKey,
      Shedding shedding,
      Tls tls) {
    HostPort listen = config.listen();
    Duration idleTimeout = config.idleTimeout();
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
        RouteSetup.of(config, new KnownUpstreams()),
        admission(config, shedding),
        new EventIds(),
        tls);
  }

  private static Admission admission(ProxyConfig config, Shedding shedding) {
    int most = config.maxConnections();
    return new Admission(
        new ConnectionLimit(most > 0 ? most : DescriptorLimit.connections()),
        config.guards().perPeer().map(PeerLimit::of).orElseGet(PeerLimit::none),
        config.guards().proxyProtocol(),
        shedding);
  }
}
