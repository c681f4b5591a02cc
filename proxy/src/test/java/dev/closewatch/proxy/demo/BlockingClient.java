package dev.closewatch.proxy.demo;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/** A WebSocket client of a test's own: writes what it is told and shows what is on the wire. */
final class BlockingClient implements AutoCloseable {
  /** RFC 6455 section 1.3, and what it must be answered with. */
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MASKING_KEY = 0x1A2B3C4D;

  private final Socket socket;
  private final InputStream in;
  private final Queue<Frame> frames = new ArrayDeque<>();
  private final FrameParser parser = new FrameParser(frames::add);

  BlockingClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = socket.getInputStream();
  }

  /** Connects and is upgraded. */
  static BlockingClient upgraded(int port, String target) throws IOException {
    BlockingClient client = new BlockingClient(port);
    client.send(Buffer.buffer(upgradeRequest(target)));
    String status = client.readHead().secondWord();
    if (!status.equals("101")) {
      throw new AssertionError("not upgraded: " + status);
    }
    return client;
  }

  static String upgradeRequest(String target) {
    return "GET "
        + target
        + " HTTP/1.1\r\nHost: test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + KEY
        + "\r\n\r\n";
  }

  static Buffer masked(int opcode, Buffer payload) {
    return Frame.masked(Frame.FIN | opcode, payload, MASKING_KEY);
  }

  static Buffer text(String text) {
    return masked(Frame.TEXT, Buffer.buffer(text));
  }

  static Buffer close(Buffer payload) {
    return masked(Frame.CLOSE, payload);
  }

  BlockingClient send(Buffer bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes());
    return this;
  }

  HttpHead readHead() throws IOException {
    Buffer head = Buffer.buffer();
    HttpHead whole = null;
    while (whole == null) {
      int next = in.read();
      if (next < 0) {
        throw new AssertionError("ended within the head: " + head);
      }
      head.appendByte((byte) next);
      whole = HttpHead.read(head);
    }
    return whole;
  }

  String readToEnd() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Returns the next frame, or null when TCP has ended. */
  Frame readFrame() throws IOException {
    byte[] bytes = new byte[4096];
    while (frames.isEmpty()) {
      int count = in.read(bytes);
      if (count < 0) {
        return null;
      }
      parser.read(Buffer.buffer().appendBytes(bytes, 0, count));
    }
    return frames.remove();
  }

  /** Returns the payload of the next Close, whatever comes before it. */
  Buffer readClose() throws IOException {
    Frame frame = readFrame();
    while (frame != null && frame.opcode() != Frame.CLOSE) {
      frame = readFrame();
    }
    if (frame == null) {
      throw new AssertionError("TCP ended with no Close");
    }
    return frame.payload();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
