package dev.closewatch.proxy.tls;

import dev.closewatch.analyzer.vocabulary.Labelled;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a TLS handshake came to nothing. */
public enum TlsFailure implements Labelled {
  /** It took too long. */
  TIMEOUT("timeout"),
  /** The peer spoke HTTP. */
  PLAIN_HTTP("plain_http"),
  /** The peer spoke something else that is not TLS. */
  NOT_TLS("not_tls"),
  /** Both speak TLS, in no version that both have. */
  NO_SHARED_VERSION("no_shared_version"),
  /** No cipher suite that both have. */
  NO_SHARED_CIPHER("no_shared_cipher"),
  /** The client speaks other protocols than HTTP/1.1 only. */
  NO_SHARED_PROTOCOL("no_shared_protocol"),
  /** The service's certificate comes of no authority that counts here. */
  UNTRUSTED("untrusted"),
  /** The service's certificate is for another host. */
  WRONG_HOST("wrong_host"),
  /** The service's certificate is no longer valid, or not yet. */
  EXPIRED("expired"),
  /** The peer refused with an alert: in most cases it does not like our certificate. */
  ALERT("alert"),
  /** The peer ended the connection within the handshake. */
  ENDED("ended"),
  /** None of these. */
  OTHER("other");

  private static final Pattern RECORD = Pattern.compile("record: ([0-9a-f]{4,32})");
  private static final Pattern HTTP = Pattern.compile("(?:[A-Z]{3,10} |[A-Z]{5,12}$|HTTP/).*");

  private final String label;

  TlsFailure(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** Returns what the exception that ended a handshake tells. */
  static TlsFailure of(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause() == at ? null : at.getCause()) {
      TlsFailure told = told(at);
      if (told != null) {
        return told;
      }
    }
    return cause instanceof IOException && !(cause instanceof SSLException) ? ENDED : OTHER;
  }

  // The JDK says much of it in words only; they are those of 17 to 25.
  private static @Nullable TlsFailure told(Throwable cause) {
    String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (cause instanceof NotSslRecordException) {
      return ofRecord(words);
    }
    if (cause instanceof CertificateExpiredException
        || cause instanceof CertificateNotYetValidException) {
      return EXPIRED;
    }
    if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
      return has(words, "validity check failed", "expired") ? null : UNTRUSTED;
    }
    if (cause instanceof CertificateException && has(words, "no name matching", "subject alt")) {
      return WRONG_HOST;
    }
    if (!(cause instanceof SSLException)) {
      return null;
    }
    if (has(words, "fatal alert: protocol_version", "protocol version", "protocol is disabled")
        || has(words, "client requested protocol", "supported protocol versions")) {
      return NO_SHARED_VERSION;
    }
    if (has(words, "no cipher suites in common", "no common cipher")) {
      return NO_SHARED_CIPHER;
    }
    if (has(words, "application_protocol", "application layer protocol", "application protocol")) {
      return NO_SHARED_PROTOCOL;
    }
    return words.contains("received fatal alert") ? ALERT : null;
  }

  private static TlsFailure ofRecord(String words) {
    Matcher record = RECORD.matcher(words);
    if (!record.find()) {
      return NOT_TLS;
    }
    String hex = record.group(1);
    byte[] begin = HexFormat.of().parseHex(hex.substring(0, hex.length() & ~1));
    String text = new String(begin, StandardCharsets.ISO_8859_1);
    return HTTP.matcher(text.lines().findFirst().orElse("")).matches() ? PLAIN_HTTP : NOT_TLS;
  }

  private static boolean has(String words, String one, String other) {
    return words.contains(one) || words.contains(other);
  }

  private static boolean has(String words, String one, String other, String third) {
    return has(words, one, other) || words.contains(third);
  }
}
