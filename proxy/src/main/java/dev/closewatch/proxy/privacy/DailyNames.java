package dev.closewatch.proxy.privacy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;

/**
 * Hashed names that are others each day (UTC), and yet let nobody escape at midnight.
 *
 * <pre>
 *   first seen on day 1 -------------> its name of day 1
 *   back on day 2, seen less than an
 *     hour ago each time ------------> still its name of day 1: flags, windows and counts go on
 *   back on day 2 after a longer pause,
 *     or on day 3 in any case -------> a new name
 * </pre>
 *
 * <p>So the key of a day is in use on the day after, too, and a name for 48 hours at most. No
 * window of the product is longer than the pause; one that were would have to make it longer. What
 * is remembered for this are the names of the last hour before midnight, a bounded number; who
 * finds no room has a new name at midnight. Safe to use on any thread.
 */
final class DailyNames {
  /** As many as the table of peers holds by default. */
  private static final int MOST = 100_000;

  private final SecretKey key;
  private final long pauseMillis;
  private final Map<LocalDate, NameHash> hashes = new HashMap<>();
  private LocalDate today = LocalDate.MIN;

  /** Names of today in the last hour of the day, and of yesterday as long as they are in use. */
  private Map<String, Long> lateToday = new LinkedHashMap<>();

  private Map<String, Long> ofYesterday = new LinkedHashMap<>();

  /**
   * Begins with nobody seen.
   *
   * @param pause without which a name is kept over midnight; at most a day
   */
  DailyNames(SecretKey key, Duration pause) {
    this.key = key;
    pauseMillis = pause.toMillis();
  }

  /** Returns the name of a client that is seen at this time of the wall clock. */
  synchronized String of(String client, Instant at) {
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    if (day.isAfter(today)) {
      turnTo(day);
    }
    long now = at.toEpochMilli();
    String name = name(day, client);
    if (day.isBefore(today)) { // another thread has passed midnight already
      if (day.equals(today.minusDays(1))) {
        remember(ofYesterday, name, now);
      }
      return name;
    }
    if (!ofYesterday.isEmpty()) {
      String yesterdays = name(day.minusDays(1), client);
      Long last = ofYesterday.remove(yesterdays);
      if (last != null && now - last <= pauseMillis) {
        ofYesterday.put(yesterdays, Math.max(now, last));
        return yesterdays;
      }
    }
    long midnight = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    if (midnight - now <= pauseMillis) {
      remember(lateToday, name, now);
    }
    return name;
  }

  private void turnTo(LocalDate day) {
    ofYesterday = day.minusDays(1).equals(today) ? lateToday : new LinkedHashMap<>();
    lateToday = new LinkedHashMap<>();
    today = day;
    hashes.keySet().retainAll(Set.of(day, day.minusDays(1)));
  }

  private static void remember(Map<String, Long> names, String name, long now) {
    if (names.containsKey(name) || names.size() < MOST) {
      names.merge(name, now, Math::max);
    }
  }

  /** A name that is a hash already keeps what stands before its {@code #}. */
  private String name(LocalDate day, String client) {
    NameHash known = hashes.get(day);
    if (known == null) {
      known = new NameHash(NameHash.derive(key, day.toString()));
      hashes.put(day, known);
    }
    int sign = client.indexOf('#');
    return known.of(sign < 0 ? "address" : client.substring(0, sign), client);
  }
}
