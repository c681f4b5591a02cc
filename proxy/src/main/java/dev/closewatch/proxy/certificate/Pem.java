package dev.closewatch.proxy.certificate;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM text, RFC 7468; what stands between them says nothing.
 *
 * @param label what a block says it is, such as {@code CERTIFICATE}
 * @param der what is in it; empty if it is encrypted
 * @param encrypted it has headers that say so, as keys of old OpenSSL have (RFC 1421)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a value
record Pem(String label, byte[] der, boolean encrypted) {
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,60})-----");
  private static final Pattern HEADER = Pattern.compile("(?m)^[A-Za-z-]+:.*$");

  /**
   * Returns the blocks in their order.
   *
   * @throws IllegalArgumentException with one line that says what is wrong, and nothing of the text
   */
  static List<Pem> read(String text) {
    List<Pem> blocks = new ArrayList<>();
    Matcher begin = BEGIN.matcher(text);
    int at = 0;
    while (begin.find(at)) {
      String label = begin.group(1);
      String end = "-----END " + label + "-----";
      int endAt = text.indexOf(end, begin.end());
      if (endAt < 0) {
        throw new IllegalArgumentException("has no end of its " + label);
      }
      blocks.add(block(label, text.substring(begin.end(), endAt)));
      at = endAt + end.length();
    }
    return blocks;
  }

  private static Pem block(String label, String body) {
    Matcher header = HEADER.matcher(body);
    if (header.find()) {
      boolean encrypted = body.contains("ENCRYPTED");
      if (encrypted) {
        return new Pem(label, new byte[0], true);
      }
      body = header.replaceAll("");
    }
    try {
      return new Pem(label, Base64.getDecoder().decode(body.replaceAll("\\s", "")), false);
    } catch (IllegalArgumentException e) {
      // Without what the decoder says: it may be a part of a key.
      throw new IllegalArgumentException("has a " + label + " that is not Base64");
    }
  }
}
