package dev.closewatch.proxy.tls;

import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.certificate.KeyAndChain;
import dev.closewatch.proxy.config.TlsConfig;
import dev.closewatch.proxy.reload.FileWatch;
import dev.closewatch.proxy.reload.Reloaded;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** TLS with clients: 1.2 and 1.3, HTTP/1.1 alone, with the certificate that the files hold now. */
public final class ServerTls {
  /** Forward secret and authenticated; what is older has a browser of 2014. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final String CLIENT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

  static {
    // Under TLS 1.2 a client could otherwise have a handshake as often as it likes, for one packet.
    if (System.getProperty(CLIENT_RENEGOTIATION) == null) {
      System.setProperty(CLIENT_RENEGOTIATION, "true");
    }
  }

  private final Reloaded<Current> current;
  private final TlsFailures failures;

  private record Current(SslContext context, Instant expiry) {}

  /**
   * Reads the files, and reads them again when they change.
   *
   * @param config with a certificate
   * @throws IllegalArgumentException with one line that says what cannot be used
   */
  public ServerTls(TlsConfig config, FileWatch watch, TlsFailures failures) {
    this.failures = failures;
    List<Path> files =
        Stream.of(config.certFile(), config.keyFile())
            .map(file -> Path.of(file.orElseThrow()))
            .toList();
    current =
        new Reloaded<>(
            "tls-cert",
            files,
            watch,
            () -> current(TlsConfig.readPair(config.certFile(), config.keyFile())),
            now -> "clients are shown another certificate, valid until " + now.expiry());
  }

  private static Current current(KeyAndChain pair) {
    try {
      SslContext context =
          SslContextBuilder.forServer(pair.key(), pair.chain().toArray(X509Certificate[]::new))
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.FATAL_ALERT,
                      SelectedListenerFailureBehavior.ACCEPT,
                      ApplicationProtocolNames.HTTP_1_1))
              .build();
      return new Current(context, pair.expiry());
    } catch (SSLException e) {
      throw new IllegalArgumentException("Java cannot use this certificate: " + e.getMessage(), e);
    }
  }

  /** Adds TLS to the channel of a client that has just connected. */
  public void secure(Channel client) {
    TlsHandler tls = new TlsHandler(current.get().context().newEngine(client.alloc()));
    TlsLeg.add(client, tls, Sender.CLIENT, failures);
  }

  /** Returns when the certificate ends to be valid. */
  public Instant expiry() {
    return current.get().expiry();
  }

  /** Returns whether the files that are there now are in use. */
  public boolean upToDate() {
    return current.successful();
  }
}
