package dev.closewatch.analyzer.frame;

import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.Arrays;
import java.util.Random;

/** Makes up what a sender may send: mostly right, often wrong, now and then no WebSocket at all. */
public final class RandomStream {
  private static final int[] OPCODES = {0, 0, 1, 1, 1, 2, 2, 8, 9, 10, 10};
  private static final int[] CODES = {
    1000, 1000, 1001, 1005, 1006, 1008, 1015, 2000, 3000, 4000, 0
  };

  private final Random random;

  /** Makes up the same streams from the same state of {@code random}. */
  public RandomStream(Random random) {
    this.random = random;
  }

  /** Returns a stream of up to a few hundred bytes. */
  public byte[] from(Sender sender) {
    return switch (random.nextInt(8)) {
      case 0 -> garbage();
      case 1, 2 -> mutated(frames(sender, 0.1));
      case 3, 4 -> frames(sender, 0);
      default -> frames(sender, 0.15);
    };
  }

  /** Returns a stream that mostly comes to a Close, which is mostly the last of it. */
  public byte[] closing(Sender sender) {
    if (random.nextInt(4) == 0) {
      return from(sender);
    }
    FrameBytes frames = FrameBytes.from(sender);
    for (int i = random.nextInt(3); i > 0; i--) {
      frame(frames, sender, 0.05);
    }
    frames.closePayload(closePayload(0.1));
    for (int i = random.nextInt(8); i > 6; i--) {
      frame(frames, sender, 0.05);
    }
    return frames.bytes();
  }

  /** Returns up to six frames; of each thing that can be wrong with one, this share is. */
  public byte[] frames(Sender sender, double wrong) {
    FrameBytes frames = FrameBytes.from(sender);
    int count = random.nextInt(7);
    for (int i = 0; i < count; i++) {
      frame(frames, sender, wrong);
    }
    if (frames.size() > 0 && random.nextInt(6) == 0) {
      frames.withoutLast(random.nextInt(frames.size()));
    }
    return frames.bytes();
  }

  private void frame(FrameBytes frames, Sender sender, double wrong) {
    int opcode = OPCODES[random.nextInt(OPCODES.length)];
    boolean control = opcode >= 8;
    if (chance(wrong)) {
      opcode = random.nextInt(16);
    }
    if (chance(wrong)) {
      frames.rsv(random.nextInt(8));
    }
    if (chance(control ? wrong : 0.3)) {
      frames.notFinal();
    }
    if (chance(wrong)) {
      if (sender == Sender.CLIENT) {
        frames.unmasked();
      } else {
        frames.masked();
      }
    }
    if (chance(wrong / 2)) {
      frames.length16();
    } else if (chance(wrong / 2)) {
      frames.length64();
    }
    if (chance(wrong / 4)) {
      frames.claiming(random.nextBoolean() ? random.nextLong() : random.nextInt(300));
    }
    if (opcode == 8) {
      frames.frame(opcode, closePayload(wrong));
    } else {
      int most = control && !chance(wrong) ? 125 : random.nextInt(8) == 0 ? 300 : 12;
      byte[] payload = new byte[random.nextInt(most + 1)];
      random.nextBytes(payload);
      frames.frame(opcode, payload);
    }
  }

  private byte[] closePayload(double wrong) {
    if (random.nextInt(4) == 0) {
      return new byte[0];
    }
    byte[] payload = new byte[chance(wrong) ? random.nextInt(140) : 2 + random.nextInt(6)];
    Arrays.fill(payload, (byte) 'r');
    if (payload.length >= 2) {
      int code = chance(0.2) ? random.nextInt(65536) : CODES[random.nextInt(CODES.length)];
      payload[0] = (byte) (code >> 8);
      payload[1] = (byte) code;
    }
    if (payload.length > 2 && chance(wrong)) {
      payload[payload.length - 1] = (byte) random.nextInt(256);
    }
    return payload;
  }

  private byte[] mutated(byte[] bytes) {
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        default -> {
          byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
          System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
          bytes = shorter;
        }
      }
    }
    return bytes;
  }

  private byte[] garbage() {
    byte[] bytes = new byte[random.nextInt(80)];
    random.nextBytes(bytes);
    // As they are, most would say that they are longer than the stream.
    for (int i = 1; i < bytes.length; i += 1 + random.nextInt(5)) {
      bytes[i] &= (byte) 0x87;
    }
    return bytes;
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }
}
