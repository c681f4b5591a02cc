package dev.closewatch.proxy.page;

import static dev.closewatch.proxy.page.LivePage.see;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.closewatch.proxy.kit.Eventually;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** Who is flagged, and why, as somebody sees it who knows no close codes. */
@Tag("browser")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class LivePagePeersIT {
  /** Sends too much at once, each time anew: it is closed on with 1008. */
  private static final String TOO_FAST = "203.0.113.10";

  private Chromium chromium;
  private DemoRun demo;

  @BeforeAll
  void start() {
    demo = new DemoRun();
    chromium = new Chromium();
    // The demo's service writes 1006 now and then, and is flagged for it.
    flagged("/api/peers?flagged=true&side=service");
    flagged("/api/peers/" + TOO_FAST);
  }

  private void flagged(String path) {
    Eventually.get(
        path + " has a flag",
        Duration.ofSeconds(60),
        () -> demo.proxy().get(path),
        answer -> answer.body().contains("\"rule\""));
  }

  @AfterAll
  void stop() {
    chromium.close();
    demo.close();
  }

  private LivePage open(String path) {
    return chromium.open(demo.adminPort(), path);
  }

  @Test
  void aFlaggedPeerTellsWhyAndWhatToDo() {
    try (LivePage page = open("/?view=peers&peer=" + TOO_FAST)) {
      Locator flag = page.find(".flag-block").first();
      see(flag).containsText("Keeps being turned away");
      see(flag).containsText("Why it is flagged: Within 5 min it was turned away");
      see(flag).containsText("Latest reason given: rate limit exceeded");
      see(flag).containsText("What to do:");
      see(flag.locator("dl")).isHidden();
      page.screenshot("peer");
      page.find(AriaRole.BUTTON, "Report").click();
      see(page.find("dialog[open] pre")).containsText("# WebSocket connections of");
      see(page.find("dialog[open] h2")).containsText(TOO_FAST);
    }
  }

  @Test
  void evidenceStaysOpenWhileItsFiguresGoOn() {
    try (LivePage page = open("/?view=peers&peer=" + TOO_FAST)) {
      Locator flag = page.find(".flag-block").first();
      flag.locator("summary").click();
      see(flag.locator("dl")).containsText("times turned away");
      // While somebody is at it, nothing is drawn anew.
      flag.locator("summary").evaluate("summary => summary.blur()");
      String before = flag.locator("dl").textContent();
      Eventually.get(
          "newer figures",
          Duration.ofSeconds(40),
          () -> flag.locator("dl").textContent(),
          now -> !now.equals(before));
      see(flag.locator("dl")).isVisible();
    }
  }

  @Test
  void aServicesFlagIsNotHeldAgainstItsClients() {
    String innocent =
        Eventually.get(
            "a close of a client without flags, by a flagged service",
            Duration.ofSeconds(60),
            this::innocentPeer,
            peer -> !peer.isEmpty());
    try (LivePage page = open("/?peer=" + innocent)) {
      page.closes().first().click();
      Locator sheet = page.find("dialog[open]");
      see(sheet).containsText("Service: Sends an illegal close code");
      assertThat(page.find("tbody .flag").count()).isZero();
      sheet.locator("a[href*='view=peers']").last().click();
      see(page.find(".peer")).containsText("service instance");
      see(page.find(".flag-block")).containsText("Sends an illegal close code");
    }
    try (LivePage page = open("/?peer=" + TOO_FAST)) {
      see(page.find("tbody .flag").first()).hasText("Keeps being turned away");
      assertThat(page.find("tbody .flag").allTextContents())
          .doesNotContain("Sends an illegal close code");
    }
  }

  /** A client that has no flag and whose closes name one all the same: its service's. */
  private String innocentPeer() {
    String guilty = demo.proxy().get("/api/peers?flagged=true&side=client").body();
    for (JsonNode close : demo.proxy().json("/api/closes?kind=normal").get("closes")) {
      String peer = close.at("/client/peer").textValue();
      if (!close.get("flags").isEmpty() && !guilty.contains('"' + peer + '"')) {
        return peer;
      }
    }
    return "";
  }

  @Test
  void whatStandsOutNamesTheServiceFirstAndDifferentRules() {
    try (LivePage page = open("/")) {
      Locator peers = page.find(".standout-row:has(.tag-peer)");
      see(peers.first()).containsText("Sends an illegal close code");
      see(peers.first().locator(".tag")).hasText("service");
      see(peers.nth(1).locator(".tag")).hasText("client");
      see(peers.nth(1)).not().containsText("Sends an illegal close code");
    }
  }

  @Test
  void whoLooksElsewhereDuringAPauseSeesWhatIsThere() {
    try (LivePage page = open("/")) {
      see(page.closes().first()).isVisible();
      page.find(AriaRole.BUTTON, "Pause").click();
      see(page.find(".status-text")).hasText("Paused");
      page.closes().first().click();
      see(page.find("dialog[open] .ledger")).isVisible();
      page.page().keyboard().press("Escape");
      see(page.find(".status-text")).hasText("Paused");

      page.find("nav").getByText("Peers").click();
      see(page.find(".peer").first()).isVisible();
      see(page.find(".status-text")).hasText("Live");
    }
  }
}
