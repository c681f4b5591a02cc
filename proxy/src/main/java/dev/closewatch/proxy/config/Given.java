package dev.closewatch.proxy.config;

/**
 * One value as the user wrote it.
 *
 * @param text not yet read
 * @param where what a fault in it is reported with
 */
record Given(String text, String where) {}
