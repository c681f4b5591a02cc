package dev.closewatch.proxy.kit;

import dev.closewatch.proxy.config.TlsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;

/** An authority for one test, and the ends of TLS that trust it. */
public final class TestTls {
  public static final String V12 = "TLSv1.2";
  public static final String V13 = "TLSv1.3";

  private final TestCertificate authority = TestCertificate.authority("test authority");

  public TestCertificate authority() {
    return authority;
  }

  /** Returns a client's end. */
  public SSLEngine client(String version) {
    SSLEngine engine = context(null).createSSLEngine("127.0.0.1", 1);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {version});
    return engine;
  }

  /** Returns a server's end that shows this certificate. */
  public SSLEngine server(String version, TestCertificate certificate) {
    SSLEngine engine = context(certificate).createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(new String[] {version});
    return engine;
  }

  /** Returns both, with a certificate or without. */
  public SSLContext context(TestCertificate own) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("authority", authority.certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      if (own != null) {
        store.setKeyEntry("own", own.key(), new char[0], own.chain());
      }
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Connects to a port of the loopback and shakes hands. */
  public RawPeer connect(int port, String version) {
    return connect(port, 0, client(version));
  }

  /** Connects with a small receive buffer, for a reader that is to be slow; 0 for the usual one. */
  public static RawPeer connect(int port, int receiveBufferBytes, SSLEngine engine) {
    Socket bare = RawPeer.connect(port, receiveBufferBytes).socket();
    try {
      return new RawPeer(new TlsSocket(bare, engine).handshake());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a peer's TLS. */
  public static TlsSocket of(RawPeer peer) {
    return (TlsSocket) peer.socket();
  }

  /** Sends close_notify and no FIN. */
  public static void closeNotify(RawPeer peer) {
    try {
      of(peer).closeNotify();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a FIN and no close_notify. */
  public static void cut(RawPeer peer) {
    try {
      of(peer).cut();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the settings of a proxy with this certificate, of an upstream that this one vouches
   * for.
   */
  public TlsConfig config(Path directory, boolean inFront) {
    TestCertificate own = authority.issue("127.0.0.1", "localhost");
    Path files = own.writeTo(directory.resolve("front"));
    Path ca = authority.writeTo(directory.resolve("ca")).resolve("tls.crt");
    return new TlsConfig(
        inFront ? Optional.of(files.resolve("tls.crt").toString()) : Optional.empty(),
        inFront ? Optional.of(files.resolve("tls.key").toString()) : Optional.empty(),
        Optional.of(ca.toString()),
        Optional.empty(),
        Optional.empty(),
        true);
  }
}
