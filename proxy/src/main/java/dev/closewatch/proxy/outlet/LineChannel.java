package dev.closewatch.proxy.outlet;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * A channel that lines are appended to. Where a line could be written in part only, that part is
 * taken back; where it cannot be, as in a pipe, the next line begins behind a line end.
 */
final class LineChannel implements Closeable {
  private static final byte LINE_END = '\n';

  private final FileChannel channel;
  private final boolean regular;
  private long size;
  private boolean insideLine;

  /**
   * Takes a channel that appends.
   *
   * @param regular whether it is a file that can be cut
   * @param size of the file; of no meaning if it is not regular
   */
  LineChannel(FileChannel channel, boolean regular, long size) {
    this.channel = channel;
    this.regular = regular;
    this.size = size;
  }

  long size() {
    return size;
  }

  LineOutput.Written append(List<byte[]> lines) {
    int length = insideLine ? 1 : 0;
    for (byte[] line : lines) {
      length += line.length;
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    if (insideLine) {
      buffer.put(LINE_END);
    }
    lines.forEach(buffer::put);
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      insideLine = false;
      size += length;
      return new LineOutput.Written(lines.size(), null);
    } catch (IOException e) {
      return new LineOutput.Written(takeBack(lines, buffer.position()), e);
    }
  }

  /** Returns how many lines were written whole, and takes back what is behind them. */
  private int takeBack(List<byte[]> lines, int written) {
    int whole = insideLine && written > 0 ? 1 : 0;
    int count = 0;
    while (count < lines.size() && whole + lines.get(count).length <= written) {
      whole += lines.get(count).length;
      count++;
    }
    insideLine = written == 0 ? insideLine : written > whole;
    size += whole;
    if (regular && insideLine) {
      try {
        channel.truncate(size);
        insideLine = false;
      } catch (IOException e) {
        size += written - whole; // it stays there, and the next line begins behind a line end
      }
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
