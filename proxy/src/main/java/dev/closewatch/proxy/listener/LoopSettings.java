package dev.closewatch.proxy.listener;

import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.handshake.Admission;
import dev.closewatch.proxy.handshake.EventIds;
import dev.closewatch.proxy.handshake.HandshakeSettings;
import dev.closewatch.proxy.relay.RelaySettings;
import dev.closewatch.proxy.relay.Tap;
import dev.closewatch.proxy.route.Routes;
import dev.closewatch.proxy.tls.Tls;
import java.util.List;

/**
 * What all event loops are told, and what they share.
 *
 * @param sockets of both legs
 * @param routes where requests lead, until the loop is told of others
 * @param tls on either of them
 */
public record LoopSettings(
    SocketSettings sockets,
    HandshakeSettings handshake,
    List<Cidr> trustedProxies,
    RelaySettings relay,
    Tap.Factory taps,
    Routes routes,
    Admission admission,
    EventIds ids,
    Tls tls) {}
