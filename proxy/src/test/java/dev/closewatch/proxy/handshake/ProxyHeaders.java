package dev.closewatch.proxy.handshake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.closewatch.proxy.config.IpAddress;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.Objects;

/** PROXY protocol headers of version 2, legal or not, byte by byte. */
final class ProxyHeaders {
  static final int LOCAL = 0x20;
  static final int PROXY = 0x21;
  static final int UNSPECIFIED = 0x00;
  static final int TCP4 = 0x11;
  static final int UDP4 = 0x12;
  static final int TCP6 = 0x21;
  static final int UNIX = 0x31;

  private ProxyHeaders() {}

  /** Returns a header with whatever stands behind its 16 bytes. */
  static byte[] v2(int command, int protocol, byte[] rest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII));
    bytes.write(command);
    bytes.write(protocol);
    bytes.write(rest.length >> 8);
    bytes.write(rest.length);
    bytes.writeBytes(rest);
    return bytes.toByteArray();
  }

  /** Returns what stands there of a connection from this address to 192.0.2.1 or 2001:db8::1. */
  static byte[] addresses(String client, byte... extensions) {
    InetAddress source = Objects.requireNonNull(IpAddress.parse(client));
    boolean v4 = source.getAddress().length == 4;
    InetAddress target = Objects.requireNonNull(IpAddress.parse(v4 ? "192.0.2.1" : "2001:db8::1"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(source.getAddress());
    bytes.writeBytes(target.getAddress());
    bytes.writeBytes(new byte[] {(byte) 0x80, 1, 1, (byte) 0xBB});
    bytes.writeBytes(extensions);
    return bytes.toByteArray();
  }

  /** Returns an extension: type, length, value. */
  static byte[] extension(int type, byte[] value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(type);
    bytes.write(value.length >> 8);
    bytes.write(value.length);
    bytes.writeBytes(value);
    return bytes.toByteArray();
  }
}
