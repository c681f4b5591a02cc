package dev.closewatch.proxy.reload;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is made of files, and made anew when they change. What cannot be used is refused with one
 * line in the log, and what was there before it stays.
 */
public final class Reloaded<T> implements Supplier<T> {
  private static final Logger LOG = System.getLogger(Reloaded.class.getName());

  private final String what;
  private final Supplier<T> reader;
  private final Function<T, String> news;
  private volatile T value;
  private volatile boolean successful = true;

  /**
   * Makes it for the first time, and from then on whenever its files change.
   *
   * @param what the beginning of each line in the log
   * @param reader reads the files; throws an {@link IllegalArgumentException} whose message is one
   *     line if they cannot be used
   * @param news what the log says of what was made
   * @throws IllegalArgumentException if the files cannot be used now
   */
  public Reloaded(
      String what,
      List<Path> files,
      FileWatch watch,
      Supplier<T> reader,
      Function<T, String> news) {
    this.what = what;
    this.reader = reader;
    this.news = news;
    watch.watch(files, this::refresh);
    value = reader.get();
  }

  /** Returns the newest that could be used; from any thread. */
  @Override
  public T get() {
    return value;
  }

  /** Returns whether that is what the files say now. */
  public boolean successful() {
    return successful;
  }

  private void refresh() {
    try {
      T made = reader.get();
      value = made;
      successful = true;
      LOG.log(Level.INFO, "{0}: {1}", what, news.apply(made));
    } catch (IllegalArgumentException e) {
      successful = false;
      LOG.log(Level.WARNING, "{0} stays as it was: {1}", what, e.getMessage());
    }
  }
}
