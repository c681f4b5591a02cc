package dev.closewatch.proxy.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest of many values, from any number of threads. Nobody waits: a writer takes the
 * next number and puts its value there, in the place of the oldest; a reader skips what is being
 * written.
 */
final class Newest<E> {
  private record Entry<E>(long number, E value) {}

  private final AtomicReferenceArray<@Nullable Entry<E>> ring;
  private final AtomicLong next = new AtomicLong();

  Newest(int capacity) {
    ring = new AtomicReferenceArray<>(capacity);
  }

  /** Adds a value; beyond the capacity the oldest one goes. */
  void add(E value) {
    long number = next.getAndIncrement();
    ring.setRelease(place(number), new Entry<>(number, value));
  }

  /** Returns at most so many values that match, newest first. */
  List<E> find(Predicate<? super E> filter, int max) {
    List<E> found = new ArrayList<>();
    long behindNewest = next.get();
    long oldest = Math.max(0, behindNewest - ring.length());
    for (long number = behindNewest - 1; number >= oldest && found.size() < max; number--) {
      Entry<E> entry = ring.getAcquire(place(number));
      // Another number: not there yet, or already overwritten.
      if (entry != null && entry.number() == number && filter.test(entry.value())) {
        found.add(entry.value());
      }
    }
    return found;
  }

  /** Forgets all values that match. */
  void forget(Predicate<? super E> what) {
    for (int i = 0; i < ring.length(); i++) {
      Entry<E> entry = ring.getAcquire(i);
      if (entry != null && what.test(entry.value())) {
        ring.compareAndSet(i, entry, null);
      }
    }
  }

  /** Returns how many there are. */
  int size() {
    int size = 0;
    for (int i = 0; i < ring.length(); i++) {
      size += ring.getAcquire(i) == null ? 0 : 1;
    }
    return size;
  }

  private int place(long number) {
    return (int) (number % ring.length());
  }
}
