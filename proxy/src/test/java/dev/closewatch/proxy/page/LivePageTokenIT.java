package dev.closewatch.proxy.page;

import static dev.closewatch.proxy.page.LivePage.see;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.AdminAuth;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who opens the page of an admin port with a token. */
@Tag("browser")
@Timeout(120)
class LivePageTokenIT {
  private static final String TOKEN = "the-token-of-this-test";

  @TempDir Path directory;
  private final RawService service = new RawService();
  private Chromium chromium;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    Proxy.Settings settings = new Proxy.Settings();
    settings.adminAccess =
        new AdminAccess(Optional.of(file.toString()), AdminAuth.TOKEN, List.of(), Optional.empty());
    proxy = settings.start(service.port());
    chromium = new Chromium();
  }

  @AfterEach
  void stop() {
    chromium.close();
    proxy.close();
    service.close();
  }

  private LivePage open() {
    LivePage page = chromium.open(proxy.server().adminPort(), "/");
    page.connectionsMayFail(); // the console tells of each 401
    return page;
  }

  private static void enter(LivePage page, String token) {
    page.find("#token").fill(token);
    page.find(AriaRole.BUTTON, "Open").click();
  }

  @Test
  void thePageAsksForTheTokenAndGoesOnWithIt() {
    try (LivePage page = open()) {
      see(page.find(".token h2")).hasText("This closewatch asks for its token");
      enter(page, "not-the-token-of-this");
      see(page.find("#tokenNote")).containsText("That was not the token");
      enter(page, TOKEN);
      see(page.find(".status-text")).hasText("Live");
      see(page.find("#addresses")).isHidden();

      // What happens comes by the stream, and stays behind a reload.
      RawPeer.connect(proxy.port()).send("GET / HTTP/1.1\r\nbad head\r\n\r\n").readToEnd();
      try (RawPeer client = RawPeer.connect(proxy.port())) {
        client.send(proxy.upgradeRequest("/seen"));
        service.acceptWebSocket().close();
        client.readToEnd();
      }
      see(page.closes()).hasCount(1);
      page.page().reload();
      see(page.closes()).hasCount(1);
      see(page.find("#token")).hasCount(0);
      assertThat(page.run("() => document.cookie + location.href + JSON.stringify(localStorage)"))
          .asString()
          .doesNotContain(TOKEN);
    }
  }

  @Test
  void anotherTabHasToAskForItself() {
    try (LivePage page = open()) {
      enter(page, TOKEN);
      see(page.find(".status-text")).hasText("Live");
    }
    try (LivePage page = open()) {
      see(page.find("#token")).isVisible();
    }
  }
}
