package dev.closewatch.proxy.page;

import static dev.closewatch.proxy.page.LivePage.see;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.closewatch.proxy.kit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page for people who use a keyboard, listen to it, or see little contrast. */
@Tag("browser")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class LivePageAccessIT {
  private static final Set<String> NAMED =
      Set.of(
          "button",
          "link",
          "combobox",
          "searchbox",
          "textbox",
          "image",
          "dialog",
          "navigation",
          "table",
          "search",
          "DisclosureTriangle");

  private Chromium chromium;
  private DemoRun demo;

  @BeforeAll
  void start() {
    demo = new DemoRun();
    chromium = new Chromium();
    Eventually.isTrue(
        "closes", () -> demo.proxy().json("/api/closes?kind=policy").get("closes").size() > 0);
  }

  @AfterAll
  void stop() {
    chromium.close();
    demo.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/?view=handshakes", "/?view=peers", "/?view=findings", "/?view=codes"})
  void everyControlHasANameAndHeadingsAreInOrder(String path) {
    try (LivePage page = chromium.open(demo.adminPort(), path)) {
      see(page.find("main h2").first()).isVisible();
      List<String> nameless = new ArrayList<>();
      List<String> roles = new ArrayList<>();
      for (JsonElement element : accessibilityTree(page.page())) {
        JsonObject node = element.getAsJsonObject();
        if (node.get("ignored").getAsBoolean()) {
          continue;
        }
        String role = text(node, "role");
        roles.add(role);
        if (NAMED.contains(role) && text(node, "name").isBlank()) {
          nameless.add(node.toString());
        }
      }
      assertThat(nameless).isEmpty();
      assertThat(roles).contains("banner", "navigation", "main", "contentinfo", "status");
      assertThat(roles.stream().filter("main"::equals)).hasSize(1);
      assertHeadingsInOrder(page);
    }
  }

  private static JsonArray accessibilityTree(Page page) {
    CDPSession session = page.context().newCDPSession(page);
    return session.send("Accessibility.getFullAXTree").getAsJsonArray("nodes");
  }

  private static String text(JsonObject node, String field) {
    JsonElement value = node.get(field);
    return value == null || !value.getAsJsonObject().has("value")
        ? ""
        : value.getAsJsonObject().get("value").getAsString();
  }

  private static void assertHeadingsInOrder(LivePage page) {
    List<Integer> levels =
        page.find("h1, h2, h3, h4, h5, h6").locator("visible=true").all().stream()
            .map(heading -> (Integer) heading.evaluate("heading => Number(heading.tagName[1])"))
            .toList();
    assertThat(levels).startsWith(1, 2);
    assertThat(levels.stream().filter(level -> level == 1)).hasSize(1);
    for (int i = 1; i < levels.size(); i++) {
      assertThat(levels.get(i))
          .as("heading %d of %s", i, levels)
          .isLessThanOrEqualTo(levels.get(i - 1) + 1);
    }
  }

  @Test
  void theListOfClosesIsATableToThoseWhoListen() {
    try (LivePage page = chromium.open(demo.adminPort(), "/", 360, 740, ColorScheme.LIGHT)) {
      // Also where its rows are drawn as blocks.
      see(page.find(AriaRole.TABLE, "The newest closes, newest first")).isVisible();
      Locator table = page.find(AriaRole.TABLE, "The newest closes, newest first");
      see(table.getByRole(AriaRole.ROW).nth(1)).isVisible();
      assertThat(table.getByRole(AriaRole.ROW).nth(1).getByRole(AriaRole.CELL).count())
          .isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void everythingIsReachedByTheKeyboard() {
    try (LivePage page = chromium.open(demo.adminPort(), "/?kind=policy")) {
      see(page.closes().first()).isVisible();
      page.page().keyboard().press("Tab");
      see(page.find(".skip")).isFocused();
      page.page().keyboard().press("Enter");
      see(page.find("main")).isFocused();

      String id = page.closes().first().getAttribute("data-id"); // soon it is the first no more
      page.find("tr[data-id='" + id + "'] a.what").focus();
      page.page().keyboard().press("Enter");
      see(page.find("dialog[open] h2")).isFocused();
      page.page().keyboard().press("Escape");
      see(page.find("dialog[open]")).isHidden();
      see(page.find("tr[data-id='" + id + "'] a.what")).isFocused();
      page.page().keyboard().press("ArrowDown");
      see(page.find("tr[data-id='" + id + "'] + tr a.what")).isFocused();
    }
  }

  @Test
  void whoListensIsToldOfAPauseAndOfNothingElse() {
    try (LivePage page = chromium.open(demo.adminPort(), "/")) {
      see(page.closes().first()).isVisible();
      Locator spoken = page.find("[role=status]");
      see(spoken).hasAttribute("aria-live", "polite");
      page.find(AriaRole.BUTTON, "Pause").click();
      see(spoken).hasText("Paused. New closes are kept back.");
      assertThat(page.find("[aria-live]").locator("visible=true").all())
          .noneMatch(region -> region.locator("tr").count() > 0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void everyTextHasEnoughContrast(ColorScheme colours) {
    for (String path : List.of("/", "/?view=handshakes", "/?view=codes", "/?kind=policy")) {
      try (LivePage page = chromium.open(demo.adminPort(), path, 1320, 1000, colours)) {
        see(page.find("main h2").first()).isVisible();
        if (path.contains("kind")) {
          page.closes().first().click();
          see(page.find("dialog[open] .ledger")).isVisible();
          // It slides in, and is half transparent until then.
          page.find("dialog")
              .evaluate("sheet => Promise.all(sheet.getAnimations().map(a => a.finished))");
        }
        assertThat((List<?>) page.run(LOW_CONTRAST)).as(path).isEmpty();
      }
    }
  }

  /** Texts whose contrast with what is behind them is under 4.5 to 1, or 3 to 1 if large. */
  private static final String LOW_CONTRAST =
      """
      () => {
        const parse = (colour) => {
          const parts = colour.match(/[\\d.]+/g).map(Number);
          return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
        };
        const luminance = (rgb) => {
          const [r, g, b] = rgb
            .map((c) => c / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const behind = (element) => {
          for (let at = element; at !== null; at = at.parentElement) {
            const { rgb, alpha } = parse(getComputedStyle(at).backgroundColor);
            if (alpha === 1) return rgb;
          }
          return [255, 255, 255];
        };
        const low = new Set();
        const scope = document.querySelector("dialog[open]") ?? document.body;
        const texts = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const element = texts.currentNode.parentElement;
          const style = getComputedStyle(element);
          const seen = element.checkVisibility() && element.getClientRects().length > 0;
          if (!seen || texts.currentNode.data.trim() === "" || element.closest("option,.spoken")) continue;
          const [a, b] = [luminance(parse(style.color).rgb), luminance(behind(element))];
          const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          const size = parseFloat(style.fontSize);
          const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
          if (contrast < (large ? 3 : 4.5)) {
            low.add(`${contrast.toFixed(2)} ${element.tagName}.${element.className}: ${texts.currentNode.data}`);
          }
        }
        return [...low];
      }
      """;
}
