package dev.closewatch.proxy.page;

import static dev.closewatch.proxy.page.LivePage.see;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.closewatch.proxy.kit.Eventually;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** What somebody sees who opens the page while the demo runs. */
@Tag("browser")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class LivePageIT {
  private static final String PEER = "/closes/0/client/peer";
  private static final Pattern FIGURE = Pattern.compile("\\d.*");
  private Chromium chromium;
  private DemoRun demo;

  @BeforeAll
  void start() {
    demo = new DemoRun();
    chromium = new Chromium();
    // So that there is something of everything to look at.
    Eventually.isTrue("a policy close", () -> has("/api/closes?kind=policy"));
    Eventually.isTrue("an abnormal end", () -> has("/api/closes?kind=abnormal"));
    Eventually.isTrue("a refusal", () -> has("/api/handshakes"));
  }

  private boolean has(String path) {
    return !demo.proxy().json(path).elements().next().isEmpty();
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
  void closesAndFiguresAppearByThemselves() {
    try (LivePage page = open("/")) {
      see(page.find(".status-text")).hasText("Live");
      for (String tile : List.of("open now", "opened per second", "closed per second")) {
        Locator figure = page.find(".tile:has-text('" + tile + "') .figure");
        see(figure).hasText(FIGURE);
      }
      see(page.find(".legend-row[data-group=normal] .count")).hasText(FIGURE);
      String first = page.closes().first().getAttribute("data-id");
      see(page.closes().first()).not().hasAttribute("data-id", first);
      assertThat((Integer) page.run(PAINTED_PIXELS)).as("painted by the chart").isGreaterThan(500);
      page.screenshot("overview");
    }
  }

  /** Pixels of the chart that are of some colour, and not the grey of lines and words. */
  private static final String PAINTED_PIXELS =
      """
      () => {
        const canvas = document.querySelector(".chart canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let coloured = 0;
        for (let i = 0; i < data.length; i += 4) {
          const most = Math.max(data[i], data[i + 1], data[i + 2]);
          const least = Math.min(data[i], data[i + 1], data[i + 2]);
          coloured += data[i + 3] > 200 && most - least > 40 ? 1 : 0;
        }
        return coloured;
      }
      """;

  @Test
  void aKindIsChosenStandsInTheAddressAndSurvivesAReload() {
    try (LivePage page = open("/")) {
      page.find(AriaRole.COMBOBOX, "Kind").selectOption("policy");
      onlyCode(page, "1008");
      assertThat(page.page().url()).endsWith("/?kind=policy");
      page.page().reload();
      onlyCode(page, "1008");
      see(page.find(AriaRole.COMBOBOX, "Kind")).hasValue("policy");
      see(page.find(".legend-row[aria-current]")).containsText("Policy");

      page.find(".legend-row[data-group=abnormal]").click();
      onlyCode(page, "1006");
      page.page().goBack();
      onlyCode(page, "1008");
      page.find(AriaRole.LINK, "Clear").click();
      assertThat(page.page().url()).endsWith(page.origin() + "/");
    }
  }

  @Test
  void aLinkFromADashboardShowsWhatItAsksFor() {
    String peer = demo.proxy().json("/api/closes?kind=empty").at(PEER).textValue();
    try (LivePage page = open("/?route=default&kind=empty&peer=" + peer)) {
      onlyCode(page, "1005");
      see(page.find(AriaRole.SEARCHBOX, "Peer")).hasValue(peer);
      see(page.find(AriaRole.COMBOBOX, "Route")).hasValue("default");
      assertThat(page.find("tbody .col-peer").allTextContents()).containsOnly(peer);
    }
    try (LivePage page = open("/?kind=illegal")) {
      see(page.closes().first()).isVisible();
      assertThat(page.find("tbody .kind-name").allTextContents())
          .isSubsetOf("Reserved code", "Out of range", "Broken Close", "Unassigned code");
    }
    try (LivePage page = open("/?since=2020-01-01T00:00:00Z&until=2020-01-01T01:00:00Z")) {
      see(page.find(".closes-card")).containsText("No close of this time is kept any more.");
      page.find(AriaRole.LINK, "Remove this filter: until").click();
      page.find(AriaRole.LINK, "Remove this filter: from").click();
      see(page.closes().first()).isVisible();
    }
  }

  private static void onlyCode(LivePage page, String code) {
    see(page.find("tbody .col-code .code").first()).hasText(code);
    Eventually.isTrue(
        "only " + code,
        () -> page.find("tbody .col-code .code").allTextContents().stream().allMatch(code::equals));
  }

  @Test
  void aCloseOpensInFullAndTellsWhy() throws Exception {
    try (LivePage page = open("/?peer=203.0.113.10")) {
      page.closes().first().click();
      Locator sheet = page.find("dialog[open]");
      see(sheet.locator("h2")).containsText("1008");
      see(sheet.locator(".ledger")).containsText("rate limit exceeded");
      see(sheet).containsText("too many messages, or too fast");
      see(sheet).containsText("the words of the reason");
      page.screenshot("detail");

      sheet.locator("summary").click();
      JsonNode raw = new JsonMapper().readTree(sheet.locator("pre").textContent());
      assertThat(raw.get("schema").textValue()).isEqualTo("closewatch.close/1");
      assertThat(page.page().url()).contains("close=" + raw.get("id").textValue());

      page.page().keyboard().press("Escape");
      see(sheet).isHidden();
      assertThat(page.page().url()).endsWith("/?peer=203.0.113.10");
    }
  }

  @Test
  void anAbnormalEndShowsItsAnatomy() {
    try (LivePage page = open("/?peer=203.0.113.150")) {
      page.closes().first().click();
      Locator sheet = page.find("dialog[open]");
      see(sheet.locator("h2")).containsText("1006");
      see(sheet).containsText("How it broke off");
      see(sheet).containsText("in the middle of a frame");
      see(sheet).containsText("a number that is never sent");
    }
  }

  @Test
  void twoCodesAreCompared() {
    try (LivePage page = open("/")) {
      page.find("nav").getByText("Codes").click();
      see(page.find(".comparison .column-head").nth(0)).containsText("1005 No Status Received");
      see(page.find(".comparison .column-head").nth(1)).containsText("1008 Policy Violation");
      see(page.find(".comparison")).containsText("must never be set by an endpoint");
      page.screenshot("compare");

      page.find(AriaRole.COMBOBOX, "First code").selectOption("1006");
      page.find(AriaRole.COMBOBOX, "Second code").selectOption("1011");
      see(page.find(".comparison .column-head").nth(1)).containsText("1011 Internal Error");
      assertThat(page.page().url()).contains("a=1006&b=1011");
      page.find(AriaRole.LINK, "Swap").click();
      see(page.find(".comparison .column-head").nth(0)).containsText("1011 Internal Error");
      page.find(".entry[data-code='1009'] summary").click();
      see(page.find(".entry[data-code='1009']")).containsText("How to fix it");
    }
  }

  @Test
  void vietnameseIsOneClickAway() {
    try (LivePage page = open("/?kind=empty")) {
      page.find(AriaRole.LINK, "Tiếng Việt").click();
      see(page.find(AriaRole.HEADING, "Các kết nối đã kết thúc thế nào")).isVisible();
      see(page.find("html")).hasAttribute("lang", "vi");
      see(page.find("tbody .kind-name").first()).hasText("Rỗng");
      assertThat(page.page().url()).endsWith("lang=vi&kind=empty");
      page.screenshot("vietnamese");

      page.find(AriaRole.LINK, "Mã đóng").click();
      see(page.find(AriaRole.HEADING, "Sự khác biệt chính")).isVisible();
      see(page.find(AriaRole.HEADING, "Cách khắc phục").first()).isVisible();
      page.find(AriaRole.LINK, "English").click();
      see(page.find(AriaRole.HEADING, "Key differences")).isVisible();
    }
  }

  @Test
  void aPauseKeepsTheListAsItIs() {
    try (LivePage page = open("/")) {
      see(page.closes().first()).isVisible();
      page.find(AriaRole.BUTTON, "Pause").click();
      see(page.find(".status-text")).hasText("Paused");
      String newest = page.closes().first().getAttribute("data-id");
      see(page.find(AriaRole.BUTTON, "Resume")).containsText("new");
      assertThat(page.closes().first().getAttribute("data-id")).isEqualTo(newest);
      page.find(AriaRole.BUTTON, "Resume").click();
      see(page.closes().first()).not().hasAttribute("data-id", newest);
      see(page.find(".status-text")).hasText("Live");
    }
  }

  @Test
  void theListStandsStillUnderThePointer() {
    try (LivePage page = open("/")) {
      see(page.closes().nth(3)).isVisible();
      page.closes().nth(1).hover();
      String newest = page.closes().first().getAttribute("data-id");
      see(page.find(".held")).containsText("new");
      assertThat(page.closes().first().getAttribute("data-id")).isEqualTo(newest);
      page.find("h1").hover();
      see(page.closes().first()).not().hasAttribute("data-id", newest);
    }
  }

  @Test
  void refusedHandshakesSayWhatABrowserReports() {
    try (LivePage page = open("/")) {
      page.find("nav").getByText("Refused").click();
      Locator row = page.find("table.handshakes tbody tr:has-text('401')").first();
      see(row).containsText("it has to sign in first");
      see(row).containsText("a browser reports 1006");
      page.screenshot("refused");
    }
  }

  @Test
  void aPhoneShowsEverythingWithoutScrollingSideways() {
    try (LivePage page = chromium.open(demo.adminPort(), "/", 360, 740, ColorScheme.LIGHT)) {
      see(page.closes().first()).isVisible();
      page.screenshot("phone");
      fitsItsWidth(page);
      page.closes().first().click();
      see(page.find("dialog[open] .ledger")).isVisible();
      page.screenshot("phone-detail");
      fitsItsWidth(page);
      page.page().keyboard().press("Escape");
      for (String view : List.of("Refused", "Peers", "Findings", "Codes")) {
        page.find("nav").getByText(view).click();
        see(page.find("main h2").first()).isVisible();
        fitsItsWidth(page);
      }
      see(page.find(".comparison .column").first()).isVisible();
      fitsItsWidth(page);
    }
  }

  private static void fitsItsWidth(LivePage page) {
    assertThat((Integer) page.run("() => document.documentElement.scrollWidth - innerWidth"))
        .isLessThanOrEqualTo(0);
    assertThat(
            (Integer)
                page.run(
                    """
                    () => {
                      const sheet = document.querySelector("dialog[open]");
                      return sheet === null ? 0 : sheet.scrollWidth - sheet.clientWidth;
                    }
                    """))
        .isLessThanOrEqualTo(0);
  }

  @Test
  void darkIsAsTheSystemSaysUntilSomebodyChooses() {
    String background = "() => getComputedStyle(document.documentElement).backgroundColor";
    try (LivePage page = chromium.open(demo.adminPort(), "/", 1320, 1000, ColorScheme.DARK)) {
      see(page.closes().first()).isVisible();
      see(page.find(".legend-row[data-group=normal] .count")).hasText(FIGURE);
      assertThat(page.run(background)).isEqualTo("rgb(16, 20, 24)");
      page.screenshot("dark");
      page.find(AriaRole.BUTTON, "Colours: as the system").click();
      page.find(AriaRole.BUTTON, "Colours: light");
      assertThat(page.run(background)).isEqualTo("rgb(246, 247, 248)");
      page.page().reload();
      see(page.find(AriaRole.BUTTON, "Colours: light")).isVisible();
      assertThat(page.run(background)).isEqualTo("rgb(246, 247, 248)");
    }
  }
}
