package dev.closewatch.proxy.certificate;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/**
 * Reads a private key of any form that users have: PKCS#8, and the older ones of RSA (PKCS#1) and
 * EC (SEC 1), which Java takes once they are wrapped as PKCS#8.
 */
final class KeyReader {
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  /** AlgorithmIdentifier of rsaEncryption, with its NULL. */
  private static final byte[] RSA = {
    0x30,
    0x0D,
    0x06,
    0x09,
    0x2A,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xF7,
    0x0D,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /** The object identifier of id-ecPublicKey; its curve comes behind it. */
  private static final byte[] EC = {
    0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01
  };

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xA0;

  private KeyReader() {}

  /**
   * Returns the one key of a PEM text.
   *
   * @throws IllegalArgumentException with one line that says why there is none that can be used
   */
  static PrivateKey read(List<Pem> blocks) {
    List<Pem> keys =
        blocks.stream().filter(block -> block.label().endsWith("PRIVATE KEY")).toList();
    if (keys.size() != 1) {
      throw new IllegalArgumentException(
          keys.isEmpty() ? "has no private key" : "has more than one private key");
    }
    Pem key = keys.get(0);
    if (key.encrypted() || key.label().equals("ENCRYPTED PRIVATE KEY")) {
      throw new IllegalArgumentException(
          "is encrypted; closewatch takes keys that are not: openssl pkey -in FILE -out PLAIN");
    }
    return switch (key.label()) {
      case "PRIVATE KEY" -> key(key.der(), "RSA", "EC", "EdDSA", "RSASSA-PSS");
      case "RSA PRIVATE KEY" -> key(wrapped(RSA, key.der()), "RSA");
      case "EC PRIVATE KEY" -> key(wrapped(ec(key.der()), key.der()), "EC");
      default -> throw new IllegalArgumentException("has a " + key.label() + ", not RSA, EC or Ed");
    };
  }

  private static PrivateKey key(byte[] pkcs8, String... algorithms) {
    for (String algorithm : algorithms) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // It is a key of another kind, or none.
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has " + algorithm, e);
      }
    }
    throw unreadable();
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return der(SEQUENCE, VERSION_0, algorithm, der(OCTETS, key));
  }

  /** Finds the curve in an ECPrivateKey, RFC 5915: version, key, [0] curve, [1] public key. */
  private static byte[] ec(byte[] key) {
    try {
      ByteBuffer in = ByteBuffer.wrap(key);
      enter(in, SEQUENCE);
      while (in.hasRemaining()) {
        int tag = in.get() & 0xFF;
        byte[] content = new byte[length(in)];
        in.get(content);
        if (tag == CURVE) {
          return der(SEQUENCE, EC, content);
        }
      }
    } catch (BufferUnderflowException e) {
      throw unreadable();
    }
    throw new IllegalArgumentException("has an EC key that does not say its curve");
  }

  private static void enter(ByteBuffer in, int tag) {
    if ((in.get() & 0xFF) != tag) {
      throw unreadable();
    }
    length(in);
  }

  private static int length(ByteBuffer in) {
    int first = in.get() & 0xFF;
    if (first < 0x80) {
      return checked(first, in);
    }
    int bytes = first & 0x7F;
    int length = 0;
    if (bytes == 0 || bytes > 3) {
      throw unreadable();
    }
    for (int i = 0; i < bytes; i++) {
      length = (length << 8) | (in.get() & 0xFF);
    }
    return checked(length, in);
  }

  private static int checked(int length, ByteBuffer in) {
    if (length > in.remaining()) {
      throw unreadable();
    }
    return length;
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.writeBytes(new byte[] {(byte) 0x81, (byte) length});
    } else if (length < 0x10000) {
      out.writeBytes(new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length});
    } else {
      throw unreadable(); // no key is as long
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static IllegalArgumentException unreadable() {
    return new IllegalArgumentException("has a private key that cannot be read");
  }
}
