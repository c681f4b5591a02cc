package dev.closewatch.proxy.command;

import dev.closewatch.proxy.config.AdminAuth;
import dev.closewatch.proxy.config.EventsTarget;
import dev.closewatch.proxy.config.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * How to run the demo.
 *
 * @param port where its clients connect; 0 lets the system choose
 * @param admin where metrics and the API are
 * @param adminAuth whether that may do without a token where others can reach it
 * @param adminTokenFile where their token is, or null
 * @param events where events are written, or null for nowhere
 * @param seconds 1 to 86400 until it ends by itself, or null for never
 */
public record DemoOptions(
    int port,
    HostPort admin,
    AdminAuth adminAuth,
    @Nullable String adminTokenFile,
    @Nullable EventsTarget events,
    @Nullable Integer seconds) {}
