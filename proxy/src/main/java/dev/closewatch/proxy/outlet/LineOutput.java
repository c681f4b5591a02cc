package dev.closewatch.proxy.outlet;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes whole lines; of one that could not be written whole nothing is left in the way. */
interface LineOutput extends Closeable {
  /**
   * What became of some lines.
   *
   * @param lines how many of them, the first ones, have been written
   * @param failure why the others have not, or null if there are none
   */
  record Written(int lines, @Nullable IOException failure) {}

  /** Writes lines, each with its line end; may wait for the medium, and may be interrupted. */
  Written write(List<byte[]> lines);

  /** Forgets what is too old; called from time to time by the thread that writes. */
  default void forgetOld() throws IOException {}
}
