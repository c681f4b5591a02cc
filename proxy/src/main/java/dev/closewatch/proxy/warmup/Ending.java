package dev.closewatch.proxy.warmup;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How the connections of a round end: what each side writes before its FIN. */
final class Ending {
  /** By turns. */
  static final List<Ending> ALL =
      List.of(
          // Both sides with an empty Close, as browsers do.
          new Ending(Frames.close(true), Frames.close(false), true),
          new Ending(Frames.close(true, 1000, ""), Frames.close(false, 1000, ""), true),
          // The service goes away.
          new Ending(Frames.close(true, 1001, ""), Frames.close(false, 1001, ""), false),
          // The service ends it for its policy, which has the reason read.
          new Ending(
              Frames.close(true, 1008, ""),
              Frames.close(false, 1008, "rate limit exceeded"),
              false),
          // The client vanishes.
          new Ending(new byte[0], new byte[0], true));

  private final byte[] ofClient;
  private final byte[] ofService;
  private final boolean clientFirst;

  private Ending(byte[] ofClient, byte[] ofService, boolean clientFirst) {
    this.ofClient = ofClient;
    this.ofService = ofService;
    this.clientFirst = clientFirst;
  }

  byte[] ofClient() {
    return ofClient;
  }

  byte[] ofService() {
    return ofService;
  }

  boolean clientFirst() {
    return clientFirst;
  }

  /** Frames as bytes; a client's have a mask of zeros. */
  static final class Frames {
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;

    private Frames() {}

    static byte[] binary(boolean client, int payloadBytes) {
      return frame(client, BINARY, new byte[payloadBytes]);
    }

    static byte[] close(boolean client) {
      return frame(client, CLOSE, new byte[0]);
    }

    static byte[] close(boolean client, int code, String reason) {
      byte[] text = reason.getBytes(StandardCharsets.UTF_8);
      byte[] payload = new byte[Short.BYTES + text.length];
      payload[0] = (byte) (code >> 8);
      payload[1] = (byte) code;
      System.arraycopy(text, 0, payload, Short.BYTES, text.length);
      return frame(client, CLOSE, payload);
    }

    /** RFC 6455 section 5.2, for payloads under 64 KiB. */
    private static byte[] frame(boolean client, int opcode, byte[] payload) {
      int lengthBytes = payload.length < 126 ? 0 : Short.BYTES;
      int headerBytes = 2 + lengthBytes + (client ? Integer.BYTES : 0);
      byte[] frame = new byte[headerBytes + payload.length];
      frame[0] = (byte) (FINAL | opcode);
      frame[1] = (byte) ((client ? MASKED : 0) | (lengthBytes == 0 ? payload.length : 126));
      if (lengthBytes > 0) {
        frame[2] = (byte) (payload.length >> 8);
        frame[3] = (byte) payload.length;
      }
      System.arraycopy(payload, 0, frame, headerBytes, payload.length);
      return frame;
    }
  }
}
