package dev.closewatch.proxy.handshake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was made of the texts that came last: most clients send the same ones, and what an open
 * connection keeps of them need be there only once. Bounded, whatever clients send; used on one
 * event loop.
 */
final class Recent<V> {
  private static final int MOST = 256;
  private static final float LOAD = 0.75f; // that of every hash map; the order cannot be set alone

  private final Function<String, V> make;
  private final Map<String, V> values =
      new LinkedHashMap<>(16, LOAD, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
          return size() > MOST;
        }
      };

  Recent(Function<String, V> make) {
    this.make = make;
  }

  V of(String text) {
    return values.computeIfAbsent(text, make);
  }
}
