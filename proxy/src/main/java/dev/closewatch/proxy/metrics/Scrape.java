package dev.closewatch.proxy.metrics;

/**
 * One reading of all meters.
 *
 * @param contentType for the response's header of that name
 * @param body UTF-8 text in that format; the receiver's to keep
 */
@SuppressWarnings("ArrayRecordComponent") // handed to one response, never compared
public record Scrape(String contentType, byte[] body) {}
