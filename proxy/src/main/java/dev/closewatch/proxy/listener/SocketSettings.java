package dev.closewatch.proxy.listener;

/** What both legs' sockets are told. */
public record SocketSettings(int connectTimeoutMillis, int keepAliveIdleSeconds) {}
