package dev.closewatch.proxy.outlet;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Standard output, a pipe or a device: lines go there one behind the other, and that is all. */
final class PlainOutput implements LineOutput {
  private final LineChannel channel;

  private PlainOutput(FileChannel channel) {
    this.channel = new LineChannel(channel, false, 0);
  }

  /** Standard output itself: what a PrintStream does not tell, that a write failed, it does. */
  static PlainOutput standardOutput() {
    return new PlainOutput(new FileOutputStream(FileDescriptor.out).getChannel());
  }

  /**
   * Opens what is no regular file. Read, too: to open a pipe for writing alone waits for a reader.
   */
  static PlainOutput open(Path path) throws IOException {
    return new PlainOutput(
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public Written write(List<byte[]> lines) {
    return channel.append(lines);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
