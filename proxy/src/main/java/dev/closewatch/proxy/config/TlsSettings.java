package dev.closewatch.proxy.config;

import static dev.closewatch.proxy.config.Section.TLS;

import java.util.Optional;
import java.util.function.Function;

/** The part of {@link Settings} about TLS, with clients and with upstreams. */
final class TlsSettings {
  static final Setting<Optional<String>> CERT =
      file(
          "tls-cert",
          TlsConfig::certFile,
          "Clients speak TLS (wss, https), and this is the certificate that they are shown: a PEM"
              + " file, with the chain behind the certificate. It is read again when it changes.");
  static final Setting<Optional<String>> KEY =
      file(
          "tls-key",
          TlsConfig::keyFile,
          "The key to that certificate: PEM, not encrypted; RSA, EC or Ed25519.");
  static final Setting<Optional<String>> UPSTREAM_CA =
      file(
          "upstream-ca",
          TlsConfig::upstreamCaFile,
          "The authorities, in a PEM file, of which an https or wss upstream's certificate has to"
              + " come; off: those that Java trusts. It is read again when it changes.");
  static final Setting<Optional<String>> UPSTREAM_CERT =
      file(
          "upstream-cert",
          TlsConfig::upstreamCertFile,
          "The certificate that upstreams are shown if they ask for one: as tls-cert.");
  static final Setting<Optional<String>> UPSTREAM_KEY =
      file("upstream-key", TlsConfig::upstreamKeyFile, "The key to it: as tls-key.");
  static final Setting<OnOff> UPSTREAM_VERIFY =
      Setting.one(
          TLS,
          "upstream-verify",
          Syntax.choice(OnOff.class),
          OnOff.ON,
          config -> config.tls().upstreamVerify() ? OnOff.ON : OnOff.OFF,
          "Whether an upstream's certificate and its name are looked at; off lets anybody on the"
              + " way play the service, and is warned of at each start.");

  private TlsSettings() {}

  private static Setting<Optional<String>> file(
      String name, Function<TlsConfig, Optional<String>> inUse, String help) {
    return Setting.one(
        TLS,
        name,
        Syntax.orOff(SecretFile.SYNTAX),
        Optional.empty(),
        config -> inUse.apply(config.tls()),
        help);
  }
}
