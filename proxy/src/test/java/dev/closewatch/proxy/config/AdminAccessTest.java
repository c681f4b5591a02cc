package dev.closewatch.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAccessTest {
  private static final String TOKEN = "0123456789abcdef";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:9464", ":9464", "[::]:9464", "10.0.0.5:9464", "admin.lan:9464"})
  void read_openToOthersWithoutAToken_isRefusedWithAllThreeWaysOut(String admin) {
    assertThat(faults(Map.of("admin", admin), Map.of()))
        .singleElement()
        .asString()
        .startsWith("--admin: ")
        .contains("--admin 127.0.0.1:9464")
        .contains("--admin-token-file FILE", "CLOSEWATCH_ADMIN_TOKEN")
        .contains("--admin-auth none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:1", "127.1.2.3:1", "[::1]:1", "localhost:1", "LOCALHOST:1"})
  void read_onTheLoopback_needsNoToken(String admin) {
    assertThat(valid(Map.of("admin", admin), Map.of()).adminAccess())
        .isEqualTo(AdminAccess.DEFAULTS);
  }

  @Test
  void read_openToOthersInSoManyWords_isAccepted() {
    valid(Map.of("admin", ":9464", "admin-auth", "none"), Map.of());
  }

  @Test
  void read_tokenOfTheEnvironment_isTakenAndShownNowhere() {
    ProxyConfig config = valid(Map.of("admin", ":9464"), Map.of(AdminAccess.VARIABLE, TOKEN));

    assertThat(config.adminAccess().given().orElseThrow().accept(TOKEN)).isTrue();
    assertThat(config.toString()).doesNotContain(TOKEN);
    assertThat(config.hash())
        .isEqualTo(
            valid(Map.of("admin", ":9464"), Map.of(AdminAccess.VARIABLE, "x".repeat(16))).hash());
  }

  @Test
  void read_tokenFile_isAcceptedWithItsLineEnd() {
    valid(Map.of("admin", ":9464", "admin-token-file", file(TOKEN + "\n")), Map.of());
  }

  @Test
  void read_badTokenFile_isOneLineThatSaysWhyAndNotWhat() {
    String dir = directory.toString();
    String absent = directory.resolve("absent").toString();
    assertThat(faultsOfFile(absent))
        .containsExactly("admin-token-file: '" + absent + "': no such file");
    assertThat(faultsOfFile(dir))
        .containsExactly("admin-token-file: '" + dir + "' is a directory, not a file");
    assertThat(faultsOfFile(file("\n \n")))
        .singleElement()
        .asString()
        .endsWith("has no token in it");
    assertThat(faultsOfFile(file("short"))).singleElement().asString().contains("16 to 512");
    assertThat(faultsOfFile(file("a token with spaces")))
        .singleElement()
        .asString()
        .contains("16 to 512");
    assertThat(faultsOfFile(file((TOKEN + "\n").repeat(3))))
        .singleElement()
        .asString()
        .contains("more than 2");
    assertThat(faultsOfFile(file("a".repeat(5000))))
        .singleElement()
        .asString()
        .endsWith("is larger than 4 KiB");
    assertThat(faultsOfFile(file("sesame-sesame ope")))
        .noneMatch(fault -> fault.contains("sesame"));
  }

  @Test
  void read_badTokenOfTheEnvironment_isAFaultWithoutTheToken() {
    assertThat(faults(Map.of(), Map.of(AdminAccess.VARIABLE, "sesame")))
        .singleElement()
        .asString()
        .startsWith("CLOSEWATCH_ADMIN_TOKEN: has a token that is not 16 to 512")
        .doesNotContain("sesame");
  }

  @Test
  void read_whatDoesNotGoTogether_isAFault() {
    assertThat(faults(Map.of("admin-token-file", file(TOKEN)), Map.of(AdminAccess.VARIABLE, TOKEN)))
        .containsExactly(
            "CLOSEWATCH_ADMIN_TOKEN: a token is given twice, here and by admin-token-file");
    assertThat(faults(Map.of("admin-auth", "none"), Map.of(AdminAccess.VARIABLE, TOKEN)))
        .containsExactly("admin-auth: is none, and yet a token is given");
  }

  @Test
  void readFile_withoutTheEnvironment_asksForNoTokenAndNoFile() throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(file, "upstream: http://a\nadmin: 0.0.0.0:9464\n");
    ConfigReader.Result result = ConfigReader.readFile(file.toString());
    assertThat(result).isInstanceOf(ConfigReader.Valid.class);
    ProxyConfig config = ((ConfigReader.Valid) result).config();
    assertThat(config.adminAccess().lacksToken(config.admin())).isTrue();
  }

  @Test
  void tokens_two_areBothAcceptedAndNothingElse() {
    AdminTokens tokens = AdminTokens.parse(TOKEN + "\nfedcba9876543210\n");

    assertThat(tokens.accept(TOKEN)).isTrue();
    assertThat(tokens.accept("fedcba9876543210")).isTrue();
    for (int i = 0; i < TOKEN.length(); i++) {
      assertThat(tokens.accept(TOKEN.substring(0, i))).isFalse();
    }
    assertThat(tokens.accept(TOKEN + "0")).isFalse();
  }

  @Test
  void read_headerThatHoldsASecret_isNoCohortAndNoRequestId() {
    assertThat(faults(Map.of("cohort", "header:Authorization"), Map.of()))
        .containsExactly("--cohort: 'Authorization' holds secrets, which are never kept");
    assertThat(faults(Map.of("request-id-headers", "x-id,cookie"), Map.of()))
        .containsExactly("--request-id-headers: 'cookie' holds secrets, which are never kept");
  }

  @Test
  void read_shortPrivacyKey_isAFaultWithoutTheKey() {
    String file = file("hunter2");
    assertThat(faults(Map.of("privacy", "hash", "privacy-key-file", file), Map.of()))
        .singleElement()
        .asString()
        .startsWith("privacy-key-file: '" + file + "' has fewer than 16 bytes")
        .doesNotContain("hunter2");
  }

  private List<String> faultsOfFile(String file) {
    return faults(Map.of("admin-token-file", file), Map.of());
  }

  private String file(String text) {
    try {
      return Files.writeString(Files.createTempFile(directory, "token", ""), text).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ConfigReader.Result read(
      Map<String, String> options, Map<String, String> environment) {
    Map<String, List<String>> given = new HashMap<>();
    given.put("upstream", List.of("http://service"));
    options.forEach((name, value) -> given.put(name, List.of(value)));
    return ConfigReader.read(given, environment);
  }

  private static ProxyConfig valid(Map<String, String> options, Map<String, String> environment) {
    ConfigReader.Result result = read(options, environment);
    assertThat(result).isInstanceOf(ConfigReader.Valid.class);
    return ((ConfigReader.Valid) result).config();
  }

  private static List<String> faults(Map<String, String> options, Map<String, String> environment) {
    ConfigReader.Result result = read(options, environment);
    assertThat(result).isInstanceOf(ConfigReader.Invalid.class);
    return ((ConfigReader.Invalid) result).faults().stream().map(Fault::toString).toList();
  }
}
