package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.peer.RuleSettings;
import dev.closewatch.analyzer.policy.OwnReason;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final Map<String, List<String>> UPSTREAM =
      Map.of("upstream", List.of("http://service"));

  /** What docs, dashboards and scripts rely on. */
  @Test
  void table_namesAndDefaults_areTheContract() {
    assertThat(Settings.ALL.stream().map(s -> (s.name() + " " + s.defaultText()).strip()))
        .containsExactlyInAnyOrder(
            "upstream",
            "listen 0.0.0.0:8080",
            "reuse-port off",
            "admin 127.0.0.1:9464",
            "dns-servers",
            "drain-delay 0s",
            "drain-time 20s",
            "drain-code 1001",
            "close-timeout 5s",
            "handshake-timeout 10s",
            "connect-timeout 5s",
            "response-timeout 30s",
            "idle-timeout off",
            "half-close-timeout 60s",
            "tcp-keepalive 60s",
            "warmup 8s",
            "proxy-protocol off",
            "max-connections-per-peer off",
            "body-timeout 60s",
            "shedding on",
            "max-connections from the descriptor limit",
            "max-head 16KiB",
            "buffer 64KiB",
            "trusted-proxies",
            "host-header keep",
            "request-id-headers x-request-id,cf-ray,traceparent",
            "codes",
            "events off",
            "events-max-size 100MiB",
            "events-keep 5",
            "events-retention off",
            "events-sample",
            "transport auto",
            "peer-by address",
            "rules",
            "causes",
            "policy-codes",
            "meanings",
            "cohort off",
            "cohorts",
            "top-peers off",
            "admin-token-file off",
            "admin-auth token",
            "admin-hosts",
            "privacy plain",
            "privacy-key-file off",
            "path-pattern",
            "path-unmatched keep",
            "scrub-reasons off",
            "tls-cert off",
            "tls-key off",
            "upstream-ca off",
            "upstream-cert off",
            "upstream-key off",
            "upstream-verify on");
  }

  @Test
  void table_components_eachHaveTheirOwnSetting() {
    assertThat(Settings.ALL)
        .hasSize(
            ProxyConfig.class.getRecordComponents().length
                - 8 // records of their own
                + DrainConfig.class.getRecordComponents().length
                + RoutesConfig.class.getRecordComponents().length
                - 1 // routes, which stand in the file only
                + WatchConfig.class.getRecordComponents().length
                + EventsConfig.class.getRecordComponents().length
                + AdminAccess.class.getRecordComponents().length
                - 1 // the token of the environment, which is no setting
                + PrivacyConfig.class.getRecordComponents().length
                + GuardConfig.class.getRecordComponents().length
                + TlsConfig.class.getRecordComponents().length);
    assertThat(Settings.BY_NAME).hasSameSizeAs(Settings.ALL);
  }

  @Test
  void table_sections_comeInOrder() {
    assertThat(Settings.ALL.stream().map(Setting::section)).isSorted();
  }

  @Test
  void table_defaults_areThemselvesAccepted() {
    for (Setting<?> setting : Settings.ALL) {
      if (setting.defaultText().isEmpty() || setting.defaultText().contains(" ")) {
        continue; // nothing that can be written
      }
      List<Fault> faults = new ArrayList<>();
      assertThat(setting.read(List.of(new Given(setting.defaultText(), "here")), faults))
          .as("%s", setting)
          .isPresent();
      assertThat(faults).isEmpty();
    }
  }

  /** A swap of two components in the one place where they stand in a row would show here. */
  @Test
  void everySetting_given_reachesItsOwnComponent() {
    Map<String, List<String>> given =
        Map.ofEntries(
            Map.entry("upstream", List.of("http://one:1", "ws://two:2")),
            Map.entry("dns-servers", List.of("192.0.2.3", "192.0.2.4:5353")),
            Map.entry("listen", List.of("127.0.0.1:3")),
            Map.entry("admin", List.of("127.0.0.1:4")),
            Map.entry("drain-delay", List.of("5s")),
            Map.entry("drain-time", List.of("6s")),
            Map.entry("drain-code", List.of("1012")),
            Map.entry("reuse-port", List.of("on")),
            Map.entry("close-timeout", List.of("7s")),
            Map.entry("handshake-timeout", List.of("8s")),
            Map.entry("connect-timeout", List.of("9s")),
            Map.entry("response-timeout", List.of("10s")),
            Map.entry("idle-timeout", List.of("11s")),
            Map.entry("half-close-timeout", List.of("12s")),
            Map.entry("tcp-keepalive", List.of("13s")),
            Map.entry("max-connections", List.of("14")),
            Map.entry("max-head", List.of("15KiB")),
            Map.entry("buffer", List.of("16KiB")),
            Map.entry("trusted-proxies", List.of("17.0.0.0/8", "::1")),
            Map.entry("host-header", List.of("upstream")),
            Map.entry("request-id-headers", List.of("X-Eighteen")),
            Map.entry("codes", List.of("4019,4020", "4019")),
            Map.entry("events", List.of("21.jsonl")),
            Map.entry("events-max-size", List.of("22MiB")),
            Map.entry("events-keep", List.of("23")),
            Map.entry("events-sample", List.of("normal=0.24", "empty=1")),
            Map.entry("events-retention", List.of("25d")),
            Map.entry("admin-auth", List.of("none")),
            Map.entry("admin-hosts", List.of("Twenty.Six")),
            Map.entry("privacy", List.of("hash")),
            Map.entry("path-pattern", List.of("/27/*")),
            Map.entry("path-unmatched", List.of("other")),
            Map.entry("scrub-reasons", List.of("on")),
            Map.entry("proxy-protocol", List.of("on")),
            Map.entry("max-connections-per-peer", List.of("28")),
            Map.entry("body-timeout", List.of("29s")),
            Map.entry("shedding", List.of("off")),
            Map.entry("upstream-verify", List.of("off")),
            Map.entry("warmup", List.of("15s")),
            Map.entry("transport", List.of("nio")));

    assertThat(config(given).toString())
        .isEqualTo(
            "ProxyConfig[listen=127.0.0.1:3, reusePort=true, admin=127.0.0.1:4,"
                + " routes=RoutesConfig[upstreams=[http://one:1, http://two:2], routes=[],"
                + " dnsServers=[192.0.2.3:53, 192.0.2.4:5353]],"
                + " drain=DrainConfig[delay=PT5S, time=PT6S, code=1012],"
                + " closeTimeout=PT7S, handshakeTimeout=PT8S, connectTimeout=PT9S,"
                + " responseTimeout=PT10S, idleTimeout=PT11S, halfCloseTimeout=PT12S,"
                + " tcpKeepalive=PT13S, maxConnections=14, maxHeadBytes=15360, bufferBytes=16384,"
                + " trustedProxies=[17.0.0.0/8, ::1/128], hostHeader=UPSTREAM,"
                + " requestIdHeaders=[x-eighteen], listedCodes="
                + config(given).listedCodes()
                + ", transport=NIO, warmup=PT15S, watch="
                + WatchConfig.DEFAULTS
                + ", events=EventsConfig[target=21.jsonl, maxBytes=23068672, keep=23, retention=PT600H,"
                + " sample="
                + config(given).events().sample()
                + "], adminAccess=AdminAccess[tokenFile=Optional.empty, auth=NONE,"
                + " hosts=[twenty.six], given=Optional.empty], privacy=PrivacyConfig[mode=HASH,"
                + " keyFile=Optional.empty, pathPatterns=[/27/*], unmatchedPaths=OTHER,"
                + " scrubReasons=true],"
                + " guards=GuardConfig[proxyProtocol=true, perPeer=Optional[28],"
                + " bodyTimeout=Optional[PT29S], shedding=false], tls=TlsConfig["
                + "certFile=Optional.empty,"
                + " keyFile=Optional.empty, upstreamCaFile=Optional.empty,"
                + " upstreamCertFile=Optional.empty, upstreamKeyFile=Optional.empty,"
                + " upstreamVerify=false]]");
    assertThat(config(given).listedCodes()).containsExactlyInAnyOrder(4019, 4020);
    assertThat(config(given).events().sample()).isEqualTo(Map.of("normal", 0.24, "empty", 1.0));
  }

  @Test
  void everyWatchSetting_given_reachesItsOwnComponent() {
    WatchConfig watch =
        config(
                Map.of(
                    "upstream", List.of("http://service"),
                    "peer-by", List.of("header:X-User"),
                    "rules", List.of("window=1m,vanisher.share=0.75", "max-peers=500"),
                    "causes", List.of("no, not you=banned", "a=b=auth"),
                    "policy-codes", List.of("iana,4001=rate,4401=none"),
                    "cohort", List.of("header:X-App"),
                    "cohorts", List.of("v1,v2"),
                    "top-peers", List.of("on")))
            .watch();

    assertThat(watch.peerBy()).isEqualTo(new PeerBy(PeerBy.Source.HEADER, "x-user"));
    assertThat(watch.rules().window()).isEqualTo(Duration.ofMinutes(1));
    assertThat(watch.rules().vanishedShare()).isEqualTo(0.75);
    assertThat(watch.rules().maxPeers()).isEqualTo(500);
    assertThat(watch.rules().vanished()).isEqualTo(RuleSettings.DEFAULTS.vanished());
    assertThat(watch.causes())
        .containsExactly(
            new OwnReason("no, not you", PolicyCause.BANNED),
            new OwnReason("a=b", PolicyCause.AUTH));
    assertThat(watch.policyCodes())
        .isEqualTo(
            Map.of(
                3000, PolicyCause.AUTH,
                3003, PolicyCause.AUTH,
                3008, PolicyCause.TIMEOUT,
                4001, PolicyCause.RATE,
                4403, PolicyCause.AUTH,
                4429, PolicyCause.RATE));
    assertThat(watch.cohortHeader()).contains("x-app");
    assertThat(watch.cohorts()).containsExactly("v1", "v2");
    assertThat(watch.topPeers()).isTrue();
  }

  /** A swap of two thresholds in the one place where they stand in a row would show here. */
  @Test
  void everyThreshold_given_reachesItsOwnComponent() {
    RuleText.values(RuleSettings.DEFAULTS)
        .forEach(
            (name, value) -> {
              Object other =
                  value instanceof Integer count
                      ? (Object) (count + 100)
                      : value instanceof Double share
                          ? (Object) (share / 2)
                          : ((Duration) value).plusSeconds(7);
              Map<String, Object> changed =
                  RuleText.changed(RuleText.settings(Map.of(name, other)));
              assertThat(changed).as(name).isEqualTo(Map.of(name, other));
            });
  }

  @Test
  void hash_sameValuesFromElsewhere_isTheSame() {
    String hash = config(UPSTREAM).hash();

    assertThat(hash).matches("[0-9a-f]{12}");
    assertThat(config(with("drain-time", "20000ms")).hash()).isEqualTo(hash);
    assertThat(config(with("codes", "4002,4001")).hash())
        .isEqualTo(config(with("codes", "4001,4002,4001")).hash());
    assertThat(config(with("events-sample", "empty=0.50,normal=1")).hash())
        .isEqualTo(config(with("events-sample", "normal=1.0,empty=0.5")).hash());
    assertThat(
            ((ConfigReader.Valid)
                    ConfigReader.read(
                        Map.of(), Map.of("CLOSEWATCH_UPSTREAM", "http://service:80/")))
                .config()
                .hash())
        .isEqualTo(hash);
  }

  /** Replicas of different builds compare it: of nothing but defaults it never changes. */
  @Test
  void hash_ofTheDefaults_isKnown() {
    assertThat(config(UPSTREAM).hash()).isEqualTo("2adb24a4155e");
  }

  @Test
  void hash_anyOtherValue_isAnother() {
    Map<String, String> others =
        Map.of(
            "drain-time",
            "21s",
            "codes",
            "4001",
            "host-header",
            "upstream",
            "idle-timeout",
            "1h",
            "max-connections",
            "1");

    others.forEach(
        (name, value) ->
            assertThat(config(with(name, value)).hash())
                .as(name)
                .isNotEqualTo(config(UPSTREAM).hash()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0s", "none", "never"})
  void read_whatMeansOffElsewhere_isToldHowItIsSaidHere(String text) {
    ConfigReader.Result result = ConfigReader.read(with("idle-timeout", text), Map.of());

    assertThat(((ConfigReader.Invalid) result).faults())
        .singleElement()
        .asString()
        .contains("idle-timeout: '" + text + "' is ")
        .endsWith("; did you mean off?");
    result = ConfigReader.read(with("idle-timeout", "1"), Map.of());
    assertThat(((ConfigReader.Invalid) result).faults())
        .singleElement()
        .asString()
        .doesNotContain("did you mean");
  }

  private static Map<String, List<String>> with(String name, String value) {
    return Map.of("upstream", List.of("http://service"), name, List.of(value));
  }

  private static ProxyConfig config(Map<String, List<String>> given) {
    ConfigReader.Result result = ConfigReader.read(given, Map.of());
    assertThat(result).isInstanceOf(ConfigReader.Valid.class);
    return ((ConfigReader.Valid) result).config();
  }
}
