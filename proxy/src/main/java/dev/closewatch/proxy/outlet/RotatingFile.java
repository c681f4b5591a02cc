package dev.closewatch.proxy.outlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file that lines are appended to. Before it would grow too large it is renamed to {@code
 * FILE.1}, what had that name to {@code FILE.2} and so on, and a new one is begun. If somebody else
 * moves or deletes it, a new one is begun as well. For one process at a time.
 */
final class RotatingFile implements LineOutput {
  /** No event is longer; one that is not whole is looked for this far before the end. */
  private static final int LONGEST_LINE = 1 << 18;

  /** A file that begins with an event of ours says when in its first bytes. */
  private static final int FIRST_LINE = 16_384;

  private static final Pattern AT =
      Pattern.compile("\"(?:closedAt|at)\":\"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,12}Z)\"");

  private static final Duration LONGEST_USE = Duration.ofDays(1);

  /** As many as can be configured: fewer may be now. */
  private static final int MOST_OLDER = 100;

  private static final String OURS = "{\"schema\":\"closewatch.";

  private final Path path;
  private final long maxBytes;
  private final int keep;
  private final @Nullable Duration retention;
  private @Nullable LineChannel current;
  private @Nullable Object key;

  /**
   * Opens the file, which may exist.
   *
   * @param maxBytes a single line that is longer has a file of its own
   * @param keep how many older files stay, at least 1
   * @param retention after which an older file is deleted, or null for never; then a file is
   *     written to for a day at most, so that no event stays for much longer
   */
  RotatingFile(Path path, long maxBytes, int keep, @Nullable Duration retention)
      throws IOException {
    this.path = path;
    this.maxBytes = maxBytes;
    this.keep = keep;
    this.retention = retention;
    current = open();
    forgetOld();
  }

  private LineChannel open() throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    try {
      cutUnfinishedLine();
      key = key();
      return new LineChannel(channel, true, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * What a process that was killed left of its last line. An event of ours is cut; anything else
   * belongs to somebody, and gets the line end that it lacks.
   */
  private void cutUnfinishedLine() throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = file.size();
      long from = Math.max(0, size - LONGEST_LINE);
      ByteBuffer tail = ByteBuffer.allocate((int) (size - from));
      while (tail.hasRemaining() && file.read(tail, from + tail.position()) >= 0) {
        // as often as it takes
      }
      String text = new String(tail.array(), StandardCharsets.ISO_8859_1); // a byte a character
      int lastLine = text.lastIndexOf('\n') + 1;
      String unfinished = text.substring(lastLine);
      if (unfinished.startsWith(OURS) || (!unfinished.isEmpty() && OURS.startsWith(unfinished))) {
        file.truncate(from + lastLine);
      } else if (!unfinished.isEmpty()) {
        file.write(ByteBuffer.wrap(new byte[] {'\n'}), size);
      }
    }
  }

  @Override
  public Written write(List<byte[]> lines) {
    int done = 0;
    try {
      while (done < lines.size()) {
        LineChannel channel = channel();
        int fit = fit(lines, done, channel.size());
        if (fit == 0) {
          rotate();
          continue;
        }
        Written written = channel.append(lines.subList(done, done + fit));
        done += written.lines();
        if (written.failure() != null) {
          throw written.failure();
        }
      }
      return new Written(done, null);
    } catch (IOException e) {
      closeQuietly(); // the next attempt looks afresh at what is there
      return new Written(done, e);
    }
  }

  private LineChannel channel() throws IOException {
    LineChannel channel = current;
    if (channel != null && !Objects.equals(key, key())) {
      channel.close();
      channel = null;
    }
    if (channel == null) {
      channel = open();
      current = channel;
    }
    return channel;
  }

  /** Returns what tells the file from another one of the same name, or null if there is none. */
  private @Nullable Object key() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private int fit(List<byte[]> lines, int from, long size) {
    long grown = size;
    int count = 0;
    while (from + count < lines.size() && grown + lines.get(from + count).length <= maxBytes) {
      grown += lines.get(from + count).length;
      count++;
    }
    return count == 0 && size == 0 ? 1 : count;
  }

  /** Renames from the oldest on; where a number is free, what is older can stay as it is. */
  private void rotate() throws IOException {
    closeQuietly();
    int free = 1;
    while (free < keep && Files.exists(older(free))) {
      free++;
    }
    for (int number = free; number > 1; number--) {
      Files.move(older(number - 1), older(number), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(path, older(1), StandardCopyOption.REPLACE_EXISTING);
    current = open();
  }

  @Override
  public void forgetOld() throws IOException {
    if (retention == null) {
      return;
    }
    Instant now = Instant.now();
    LineChannel channel = channel();
    if (channel.size() > 0 && firstEventAt().isBefore(now.minus(LONGEST_USE))) {
      rotate();
    }
    for (int number = 1; number <= MOST_OLDER; number++) {
      Path file = older(number);
      // Its last event is the one that was written last.
      if (Files.exists(file)
          && Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(retention))) {
        Files.delete(file);
      }
    }
  }

  /** Systems rarely know when a file was begun; its first event does, or else its last change. */
  private Instant firstEventAt() throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer head = ByteBuffer.allocate((int) Math.min(file.size(), FIRST_LINE));
      while (head.hasRemaining() && file.read(head, head.position()) >= 0) {
        // as often as it takes
      }
      Matcher at = AT.matcher(new String(head.array(), StandardCharsets.ISO_8859_1));
      return at.find() ? Instant.parse(at.group(1)) : Files.getLastModifiedTime(path).toInstant();
    }
  }

  private Path older(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      // all that was written stands there already
    }
  }

  @Override
  public void close() throws IOException {
    LineChannel channel = current;
    current = null;
    if (channel != null) {
      channel.close();
    }
  }
}
