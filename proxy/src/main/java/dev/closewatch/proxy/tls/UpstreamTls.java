package dev.closewatch.proxy.tls;

import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.certificate.KeyAndChain;
import dev.closewatch.proxy.config.IpAddress;
import dev.closewatch.proxy.config.TlsConfig;
import dev.closewatch.proxy.config.UpstreamUrl;
import dev.closewatch.proxy.reload.FileWatch;
import dev.closewatch.proxy.reload.Reloaded;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS with the service: its certificate has to come of an authority that counts, and to be for the
 * host of the upstream's URL, unless that has been switched off.
 */
public final class UpstreamTls {
  private final TlsConfig config;
  private final FileWatch watch;
  private final TlsFailures failures;
  private volatile @Nullable Reloaded<Current> current;

  private record Current(SslContext context, Optional<Instant> expiry) {}

  /** Does nothing until it is made ready: what Java trusts takes time and memory to read. */
  public UpstreamTls(TlsConfig config, FileWatch watch, TlsFailures failures) {
    this.config = config;
    this.watch = watch;
    this.failures = failures;
  }

  /**
   * Reads the files, and reads them again when they change; does nothing the second time. Without
   * it the first connection does so, and has its loop wait.
   *
   * @throws IllegalArgumentException with one line that says what cannot be used
   */
  public synchronized void makeReady() {
    if (current == null) {
      current = read();
    }
  }

  private Reloaded<Current> read() {
    List<Path> files =
        Stream.of(config.upstreamCaFile(), config.upstreamCertFile(), config.upstreamKeyFile())
            .flatMap(Optional::stream)
            .map(Path::of)
            .toList();
    return new Reloaded<>(
        "TLS with upstreams",
        files,
        watch,
        () -> current(config),
        now ->
            "other certificates from now on"
                + now.expiry().map(until -> "; ours is valid until " + until).orElse(""));
  }

  private Reloaded<Current> ready() {
    makeReady();
    Reloaded<Current> made = current;
    if (made == null) {
      throw new IllegalStateException("it has just been made ready");
    }
    return made;
  }

  private static Current current(TlsConfig config) {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .endpointIdentificationAlgorithm(config.upstreamVerify() ? "HTTPS" : null)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_1_1));
    if (!config.upstreamVerify()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (config.upstreamCaFile().isPresent()) {
      List<X509Certificate> authorities = TlsConfig.readCertificates(config.upstreamCaFile().get());
      builder.trustManager(authorities.toArray(X509Certificate[]::new));
    }
    Optional<KeyAndChain> own =
        config
            .upstreamCertFile()
            .map(cert -> TlsConfig.readPair(config.upstreamCertFile(), config.upstreamKeyFile()));
    own.ifPresent(
        pair -> builder.keyManager(pair.key(), pair.chain().toArray(X509Certificate[]::new)));
    try {
      return new Current(builder.build(), own.map(KeyAndChain::expiry));
    } catch (SSLException e) {
      throw new IllegalArgumentException("Java cannot use it: " + e.getMessage(), e);
    }
  }

  /**
   * Has a TLS handshake follow a connect.
   *
   * @param connecting begun just now, on the loop
   * @param withinMillis time for both
   * @return done when both are; its channel is closed if the handshake fails
   */
  public ChannelFuture secured(
      ChannelFuture connecting, UpstreamUrl url, EventLoop loop, long withinMillis) {
    long startNanos = System.nanoTime();
    ChannelPromise secured = new DefaultChannelPromise(connecting.channel(), loop);
    connecting.addListener(
        connected -> {
          if (!connected.isSuccess()) {
            secured.setFailure(connected.cause());
            return;
          }
          long spentMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
          handshake(secured, url, loop, Math.max(1, withinMillis - spentMillis));
        });
    return secured;
  }

  private void handshake(ChannelPromise secured, UpstreamUrl url, EventLoop loop, long millis) {
    Channel channel = secured.channel();
    TlsHandler tls;
    try {
      tls = new TlsHandler(engine(channel, url));
    } catch (IllegalArgumentException e) { // files that were not there to be read at the start
      channel.close();
      secured.setFailure(e);
      return;
    }
    TlsLeg leg = TlsLeg.add(channel, tls, Sender.SERVICE, failures);
    ScheduledFuture<?> timer = loop.schedule(leg::handshakeLate, millis, TimeUnit.MILLISECONDS);
    tls.handshakeFuture()
        .addListener(
            done -> {
              timer.cancel(false);
              if (done.isSuccess()) {
                secured.setSuccess();
              } else {
                TlsLeg.cut(channel);
                secured.setFailure(leg.failureInWords(done.cause()));
              }
            });
  }

  private SSLEngine engine(Channel channel, UpstreamUrl url) {
    // RFC 6066 section 3: a name without the dot that may stand behind it in the DNS.
    String host = url.host().replaceFirst("\\.$", "");
    SSLEngine engine = ready().get().context().newEngine(channel.alloc(), host, url.port());
    if (IpAddress.parse(host) == null) {
      // By itself the JDK names no host without a dot, as in containers.
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(host.getBytes(StandardCharsets.US_ASCII))));
      engine.setSSLParameters(parameters);
    }
    return engine;
  }

  /** Returns whether there has been an upstream to speak TLS with. */
  public boolean inUse() {
    return current != null;
  }

  /** Returns when the certificate that upstreams are shown ends to be valid, if there is one. */
  public Optional<Instant> expiry() {
    return ready().get().expiry();
  }

  /** Returns whether upstreams are verified. */
  public boolean verifies() {
    return config.upstreamVerify();
  }

  /** Returns whether the files that are there now are in use. */
  public boolean upToDate() {
    return ready().successful();
  }
}
