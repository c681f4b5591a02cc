package dev.closewatch.proxy.config;

import static dev.closewatch.proxy.config.Section.ADDRESSES;
import static dev.closewatch.proxy.config.Section.EVENTS;
import static dev.closewatch.proxy.config.Section.LIMITS;
import static dev.closewatch.proxy.config.Section.METRICS;
import static dev.closewatch.proxy.config.Section.PEERS;
import static dev.closewatch.proxy.config.Section.REQUESTS;
import static dev.closewatch.proxy.config.Section.SYSTEM;
import static dev.closewatch.proxy.config.Section.TIMEOUTS;

import dev.closewatch.analyzer.policy.OwnReason;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of all settings: options, variables, file, help and documentation follow it. */
public final class Settings {
  /** A field name, RFC 9110 section 5.6.2. */
  static final Predicate<String> NAME =
      Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}").asMatchPredicate();

  private static final Set<String> SECRET_HEADERS =
      Set.of("authorization", "proxy-authorization", "cookie", "sec-websocket-protocol");

  static final Syntax<UpstreamUrl> URL =
      new Syntax<>("URL", "required", UpstreamUrl::parse, UpstreamUrl::toString);
  private static final Syntax<Cidr> CIDR =
      new Syntax<>("CIDR", "addresses, blocks", Cidr::parse, Cidr::toString);
  private static final Syntax<String> HEADER =
      new Syntax<>("NAME", "header names", Settings::headerName, name -> name);

  static final Syntax<OwnReason> CAUSE =
      new Syntax<>(
          "WORDS=CAUSE", "words of a reason and their cause", Settings::cause, Settings::text);

  /** Others are never without something to tell. */
  private static final List<String> SAMPLED_KINDS =
      Arrays.stream(CloseKind.values())
          .filter(kind -> kind.legal() && kind != CloseKind.POLICY)
          .map(CloseKind::label)
          .toList();

  static final Setting<List<UpstreamUrl>> UPSTREAM =
      Setting.many(
          ADDRESSES,
          "upstream",
          URL,
          1_000,
          List.of(),
          ProxyConfig::upstreams,
          "Where the service is: http://HOST:PORT or ws://HOST:PORT, https:// or wss:// for TLS, or"
              + " unix:/PATH; at least one unless the file has routes; then it gets what no route"
              + " takes. Several share the connections: the one with the fewest open gets the next.");
  static final Setting<HostPort> LISTEN =
      Setting.one(
          ADDRESSES,
          "listen",
          HostPort.SYNTAX,
          new HostPort("0.0.0.0", 8080),
          ProxyConfig::listen,
          "Where clients connect. Port 0 lets the system choose.");
  static final Setting<HostPort> ADMIN =
      Setting.one(
          ADDRESSES,
          "admin",
          HostPort.SYNTAX,
          new HostPort("127.0.0.1", 9464),
          ProxyConfig::admin,
          "Where metrics, health checks and the API are.");

  static final Setting<List<Cidr>> TRUSTED_PROXIES =
      Setting.many(
          REQUESTS,
          "trusted-proxies",
          CIDR,
          1_000,
          List.of(),
          ProxyConfig::trustedProxies,
          "Proxies in front of this one. Only their forwarded headers count; those of others are"
              + " replaced.");
  static final Setting<HostHeader> HOST_HEADER =
      Setting.one(
          REQUESTS,
          "host-header",
          Syntax.choice(HostHeader.class),
          HostHeader.KEEP,
          ProxyConfig::hostHeader,
          "What the service gets as Host: what the client sent, or the upstream's own.");
  static final Setting<List<String>> REQUEST_ID_HEADERS =
      Setting.many(
          REQUESTS,
          "request-id-headers",
          HEADER,
          16,
          List.of("x-request-id", "cf-ray", "traceparent"),
          ProxyConfig::requestIdHeaders,
          "Where a request's id may stand. The first one found counts.");

  static final Setting<Integer> MAX_CONNECTIONS =
      Setting.one(
          LIMITS,
          "max-connections",
          fromDescriptorLimit(Syntax.number("N", 1, 10_000_000)),
          0,
          ProxyConfig::maxConnections,
          "Open connections in all; one more is answered 503.");
  static final Setting<Integer> MAX_HEAD =
      Setting.one(
          LIMITS,
          "max-head",
          Syntax.size("1KiB", "1MiB"),
          16 << 10,
          ProxyConfig::maxHeadBytes,
          "The head of a request (else 431) or of a response (else 502).");
  static final Setting<Integer> BUFFER =
      Setting.one(
          LIMITS,
          "buffer",
          Syntax.size("4KiB", "16MiB"),
          64 << 10,
          ProxyConfig::bufferBytes,
          "What may wait for a slow reader, in each direction of a connection; with more the"
              + " writer is stopped.");

  static final Setting<Duration> HANDSHAKE_TIMEOUT =
      Setting.one(
          TIMEOUTS,
          "handshake-timeout",
          Syntax.duration("10ms", "5m"),
          Duration.ofSeconds(10),
          ProxyConfig::handshakeTimeout,
          "For a request's head to arrive, else 408.");
  static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.one(
          TIMEOUTS,
          "connect-timeout",
          Syntax.duration("10ms", "5m"),
          Duration.ofSeconds(5),
          ProxyConfig::connectTimeout,
          "For a connection to an upstream, else 502.");
  static final Setting<Duration> RESPONSE_TIMEOUT =
      Setting.one(
          TIMEOUTS,
          "response-timeout",
          Syntax.duration("10ms", "1h"),
          Duration.ofSeconds(30),
          ProxyConfig::responseTimeout,
          "For an upstream's answer, else 504.");
  static final Setting<Optional<Duration>> IDLE_TIMEOUT =
      Setting.one(
          TIMEOUTS,
          "idle-timeout",
          Syntax.orOff(Syntax.duration("10ms", "168h")),
          Optional.empty(),
          config -> Optional.ofNullable(config.idleTimeout()),
          "A connection without a byte either way for this long is ended.");
  static final Setting<Duration> HALF_CLOSE_TIMEOUT =
      Setting.one(
          TIMEOUTS,
          "half-close-timeout",
          Syntax.duration("10ms", "24h"),
          Duration.ofSeconds(60),
          ProxyConfig::halfCloseTimeout,
          "After one side's end, a connection without a byte from the other for this long is"
              + " ended.");
  static final Setting<Duration> TCP_KEEPALIVE =
      Setting.one(
          TIMEOUTS,
          "tcp-keepalive",
          Syntax.wholeSeconds("1s", "9h"), // Linux allows 32767 seconds
          Duration.ofSeconds(60),
          ProxyConfig::tcpKeepalive,
          "Without a byte for this long, TCP asks whether the other end is still there.");

  static final Setting<PeerBy> PEER_BY =
      Setting.one(
          PEERS,
          "peer-by",
          PeerBy.SYNTAX,
          PeerBy.ADDRESS,
          config -> config.watch().peerBy(),
          "What tells clients from each other. Of a header, cookie or parameter only a keyed hash is"
              + " kept; a header counts from trusted proxies only.");
  static final Setting<Map<String, Object>> RULES =
      Setting.named(
          PEERS,
          "rules",
          RuleText.VALUES,
          Map.of(),
          config -> RuleText.changed(config.watch().rules()),
          "From where on a peer is flagged, and how many peers are remembered: see peers.md.");
  static final Setting<List<OwnReason>> CAUSES =
      Setting.pairs(
          PEERS,
          "causes",
          "match",
          "cause",
          CAUSE,
          200,
          List.of(),
          config -> config.watch().causes(),
          "What the service's own close reasons tell of. In the file each is {match: WORDS, cause:"
              + " CAUSE}; the option is given once for each.");
  static final Setting<List<String>> POLICY_CODES =
      Setting.many(
          PEERS,
          "policy-codes",
          PolicyCodeText.SYNTAX,
          100,
          List.of(),
          config -> PolicyCodeText.text(config.watch().policyCodes()),
          "Codes beside 1008 that mean policy, and why. There are from the start: 4401=auth,"
              + " 4403=auth, 4429=rate; iana adds 3000, 3003 and 3008.");
  static final Setting<List<CodeMeaning>> MEANINGS =
      Setting.pairs(
          PEERS,
          "meanings",
          "code",
          "meaning",
          CodeMeaning.SYNTAX,
          100,
          List.of(),
          config -> config.watch().meanings(),
          "What the service's own codes mean, for the explanations of closes. In the file each is"
              + " {code: CODE, meaning: TEXT}; the option is given once for each.");
  static final Setting<Optional<String>> COHORT =
      Setting.one(
          PEERS,
          "cohort",
          Syntax.orOff(
              new Syntax<>("header:NAME", "a header", Settings::cohortHeader, n -> "header:" + n)),
          Optional.empty(),
          config -> config.watch().cohortHeader(),
          "The request header that says which group a client belongs to, such as its app version:"
              + " closes are counted by it.");
  static final Setting<List<String>> COHORTS =
      Setting.many(
          PEERS,
          "cohorts",
          new Syntax<>("VALUE", "values of that header", Settings::cohort, value -> value),
          20,
          List.of(),
          config -> config.watch().cohorts(),
          "The groups to show; the rest is other. None: the 20 commonest.");

  static final Setting<OnOff> TOP_PEERS =
      Setting.one(
          METRICS,
          "top-peers",
          Syntax.choice(OnOff.class),
          OnOff.OFF,
          config -> config.watch().topPeers() ? OnOff.ON : OnOff.OFF,
          "Whether metrics name the heaviest peers, at most 20 of a kind; the API always does.");
  static final Setting<List<Integer>> CODES =
      Setting.many(
          METRICS,
          "codes",
          Syntax.number("CODE", 0, 65535),
          16, // each one is a few more series for each route
          List.of(),
          config -> config.listedCodes().stream().sorted().toList(),
          "Close codes that metrics show as numbers, beside the registered ones.");

  static final Setting<Optional<EventsTarget>> EVENTS_TARGET =
      Setting.one(
          EVENTS,
          "events",
          Syntax.orOff(EventsTarget.SYNTAX),
          Optional.empty(),
          config -> Optional.ofNullable(config.events().target()),
          "Where events go, one JSON object a line: a file, or - for standard output.");
  static final Setting<Integer> EVENTS_MAX_SIZE =
      Setting.one(
          EVENTS,
          "events-max-size",
          Syntax.size("64KiB", "1024MiB"),
          EventsConfig.DEFAULTS.maxBytes(),
          config -> config.events().maxBytes(),
          "The file of events goes on in a new one before it would be larger.");
  static final Setting<Integer> EVENTS_KEEP =
      Setting.one(
          EVENTS,
          "events-keep",
          Syntax.number("N", 1, 100),
          EventsConfig.DEFAULTS.keep(),
          config -> config.events().keep(),
          "Older files that are kept, as FILE.1 (the newest of them), FILE.2 and so on.");
  static final Setting<Optional<Duration>> EVENTS_RETENTION =
      Setting.one(
          EVENTS,
          "events-retention",
          Syntax.orOff(Syntax.days(1, 3_650)),
          Optional.empty(),
          config -> Optional.ofNullable(config.events().retention()),
          "After so many days events are forgotten: older files are deleted, the one in use goes on"
              + " in a new one each day, and the API shows nothing older.");
  static final Setting<Map<String, Double>> EVENTS_SAMPLE =
      Setting.named(
          EVENTS,
          "events-sample",
          NamedValues.alike(
              "KIND=SHARE",
              "legal kinds but policy; 0.0001 to 1",
              SAMPLED_KINDS,
              Syntax.decimal("SHARE", "0.0001", "1")),
          Map.of(),
          config -> config.events().sample(),
          "The share that is kept of clean closes of a kind with nothing else to tell. An event says"
              + " its weight; metrics count all of them.");

  static final Setting<TransportChoice> TRANSPORT =
      Setting.one(
          SYSTEM,
          "transport",
          Syntax.choice(TransportChoice.class),
          TransportChoice.AUTO,
          ProxyConfig::transport,
          "How the proxy talks to the kernel; auto takes the best that there is.");

  static final Setting<Optional<Duration>> WARMUP =
      Setting.one(
          SYSTEM,
          "warmup",
          Syntax.orOff(Syntax.duration("100ms", "15s")),
          Optional.of(Duration.ofSeconds(8)),
          config -> Optional.ofNullable(config.warmup()),
          "How long, at most, the proxy exercises itself on the loopback before it says that it is"
              + " ready; it serves clients meanwhile. See operations.md.");

  /** All of them, by section. */
  public static final List<Setting<?>> ALL =
      List.of(
          UPSTREAM,
          LISTEN,
          HandOverSettings.REUSE_PORT,
          ADMIN,
          UpstreamSettings.DNS_SERVERS,
          AdminSettings.TOKEN_FILE,
          AdminSettings.AUTH,
          AdminSettings.HOSTS,
          TlsSettings.CERT,
          TlsSettings.KEY,
          TlsSettings.UPSTREAM_CA,
          TlsSettings.UPSTREAM_CERT,
          TlsSettings.UPSTREAM_KEY,
          TlsSettings.UPSTREAM_VERIFY,
          TRUSTED_PROXIES,
          GuardSettings.PROXY_PROTOCOL,
          HOST_HEADER,
          REQUEST_ID_HEADERS,
          MAX_CONNECTIONS,
          GuardSettings.MAX_CONNECTIONS_PER_PEER,
          MAX_HEAD,
          BUFFER,
          HANDSHAKE_TIMEOUT,
          CONNECT_TIMEOUT,
          RESPONSE_TIMEOUT,
          GuardSettings.BODY_TIMEOUT,
          IDLE_TIMEOUT,
          HALF_CLOSE_TIMEOUT,
          TCP_KEEPALIVE,
          DrainSettings.DELAY,
          DrainSettings.TIME,
          DrainSettings.CODE,
          DrainSettings.CLOSE_TIMEOUT,
          PEER_BY,
          RULES,
          CAUSES,
          POLICY_CODES,
          MEANINGS,
          COHORT,
          COHORTS,
          TOP_PEERS,
          CODES,
          EVENTS_TARGET,
          EVENTS_MAX_SIZE,
          EVENTS_KEEP,
          EVENTS_RETENTION,
          EVENTS_SAMPLE,
          PrivacySettings.MODE,
          PrivacySettings.KEY_FILE,
          PrivacySettings.PATH_PATTERN,
          PrivacySettings.PATH_UNMATCHED,
          PrivacySettings.SCRUB_REASONS,
          TRANSPORT,
          WARMUP,
          GuardSettings.SHEDDING);

  static final Map<String, Setting<?>> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::name, Function.identity()));

  private Settings() {}

  /** 0 is the default only; nobody can write it. */
  private static Syntax<Integer> fromDescriptorLimit(Syntax<Integer> number) {
    return new Syntax<>(
        number.placeholder(),
        number.form(),
        number.read(),
        n -> n == 0 ? "from the descriptor limit" : number.write().apply(n));
  }

  private static OwnReason cause(String text) {
    int equals = text.lastIndexOf('=');
    if (equals < 0) {
      throw Syntax.wrong(text, "is not WORDS=CAUSE");
    }
    PolicyCause cause = PolicyCodeText.cause(text.substring(equals + 1).strip());
    return new OwnReason(text.substring(0, equals).strip(), cause);
  }

  private static String text(OwnReason reason) {
    return reason.match() + "=" + reason.cause().label();
  }

  private static String cohortHeader(String text) {
    String prefix = "header:";
    if (!text.startsWith(prefix)) {
      throw Syntax.wrong(text, "is neither off nor header:NAME");
    }
    return headerName(text.substring(prefix.length()));
  }

  private static String cohort(String text) {
    if (text.length() > 64) {
      throw Syntax.wrong(text, "is longer than 64 characters");
    }
    return text;
  }

  private static String headerName(String text) {
    if (!NAME.test(text)) {
      throw Syntax.wrong(text, "is not a header name");
    }
    String name = text.toLowerCase(Locale.ROOT);
    if (SECRET_HEADERS.contains(name)) {
      throw Syntax.wrong(text, "holds secrets, which are never kept");
    }
    return name;
  }
}
