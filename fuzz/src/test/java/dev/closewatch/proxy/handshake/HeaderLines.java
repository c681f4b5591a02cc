package dev.closewatch.proxy.handshake;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;

/** Headers as lines of text; what Netty's decoder would have refused is left out. */
final class HeaderLines {
  private HeaderLines() {}

  static HttpHeaders of(String text) {
    HttpHeaders headers = new DefaultHttpHeaders();
    for (String line : text.split("[\r\n]+", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        try {
          headers.add(line.substring(0, colon), line.substring(colon + 1).trim());
        } catch (IllegalArgumentException e) {
          // No legal name or value: no such header comes from the decoder.
        }
      }
    }
    return headers;
  }
}
