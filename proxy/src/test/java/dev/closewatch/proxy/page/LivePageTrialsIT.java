package dev.closewatch.proxy.page;

import static dev.closewatch.proxy.page.LivePage.see;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawService;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** The page when peers are hostile, closes are many, and the connection to closewatch is lost. */
@Tag("browser")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class LivePageTrialsIT {
  private static final String SCRIPT = "<script>alert(1)</script>";
  private static final String IMAGE = "<img src=x onerror=alert(1)>";
  private static final int LISTED = 200;

  private Chromium chromium;
  private RawService service;
  private Proxy proxy;

  @BeforeAll
  void startBrowser() {
    chromium = new Chromium();
  }

  @AfterAll
  void closeBrowser() {
    chromium.close();
  }

  @BeforeEach
  void startProxy() {
    service = new RawService();
    proxy = Proxy.inFrontOf(service.port());
  }

  @AfterEach
  void stopProxy() {
    proxy.close();
    service.close();
  }

  /** A whole connection; the client begins the end, and the service answers it. */
  private void close(int code, String reason, String... headers) {
    FrameBytes fromClient = FrameBytes.from(Sender.CLIENT).close(code, reason);
    FrameBytes fromService = FrameBytes.from(Sender.SERVICE).close(code, reason);
    try (Proxy.Pair pair = proxy.open(service, headers)) {
      pair.client().send(fromClient.bytes());
      pair.service().read(fromClient.size());
      pair.service().send(fromService.bytes()).fin();
      pair.client().read(fromService.size());
      pair.client().fin();
      pair.client().readToFin();
    }
  }

  @Test
  void hostileTextsAreShownAsTheTextsThatTheyAre() {
    close(4000, SCRIPT + IMAGE, "User-Agent: " + IMAGE, "X-Request-Id: " + SCRIPT);
    try (LivePage page = chromium.open(proxy.server().adminPort(), "/")) {
      page.closes().first().click();
      Locator sheet = page.find("dialog[open]");
      see(sheet.locator(".ledger")).containsText(SCRIPT + IMAGE);
      see(sheet.locator(".facts").last()).containsText(IMAGE);
      page.find(AriaRole.LINK, "All with this request id").click();
      see(page.find(AriaRole.SEARCHBOX, "Request id")).hasValue(SCRIPT);
      see(page.closes().first()).isVisible();
      assertThat(page.find("main img, main script, dialog img, dialog script").count()).isZero();
    }
    try (LivePage page =
        chromium.open(
            proxy.server().adminPort(),
            "/?lang=%3Cb%3E&view=%3Cb%3E&kind=" + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")) {
      // The API's own word for it.
      page.connectionsMayFail();
      see(page.find(".closes-card")).containsText("kind must be one of");
      see(page.find(AriaRole.COMBOBOX, "Kind")).hasValue(IMAGE);
      assertThat(page.find("main img").count()).isZero();
    }
  }

  @Test
  void charactersThatNobodySeesAreSpelledOut() {
    close(4000, "good\u202Ereversed\u0007");
    try (LivePage page = chromium.open(proxy.server().adminPort(), "/")) {
      page.closes().first().click();
      see(page.find("dialog[open] .ledger")).containsText("good\\u202ereversed\\u0007");
    }
  }

  @Test
  void aLostConnectionIsShownAndMadeAgainByItself() {
    try (Gate gate = new Gate(proxy.server().adminPort())) {
      close(1000, "before");
      try (LivePage page = chromium.open(gate.port(), "/")) {
        see(page.closes()).hasCount(1);
        see(page.find(".status-text")).hasText("Live");
        page.connectionsMayFail();
        gate.shut();
        see(page.find(".status-text")).hasText("Reconnecting");
        close(1000, "meanwhile");
        gate.open();
        see(page.find(".status-text")).hasText("Live");
        // What the stream has missed is asked for.
        see(page.closes()).hasCount(2);
        close(1000, "after");
        see(page.closes()).hasCount(3);
      }
    }
  }

  @Test
  void thousandsOfClosesLeaveThePageAsSmallAsItWas() {
    try (LivePage page = chromium.open(proxy.server().adminPort(), "/")) {
      see(page.find(".status-text")).hasText("Live");
      closeMany(page, 1_000);
      DomCounters after1000 = counters(page);
      closeMany(page, 2_000);
      DomCounters after3000 = counters(page);

      assertThat(page.closes().count()).isEqualTo(LISTED);
      assertThat(after3000.listeners()).isLessThanOrEqualTo(after1000.listeners() + 20);
      assertThat(after3000.nodes()).isLessThan(after1000.nodes() * 3 / 2);
      assertThat(after3000.heapBytes()).isLessThan(after1000.heapBytes() + 2_000_000);
    }
  }

  /** Has so many connections end, and waits for the page to have counted and listed them. */
  private void closeMany(LivePage page, int count) {
    for (int i = 0; i < count; i++) {
      close(1000, "close " + i);
    }
    Eventually.get(
        "all are listed",
        Duration.ofSeconds(20),
        () -> page.find("table.closes").textContent(),
        text -> text.contains("close " + (count - 1)));
  }

  private record DomCounters(int nodes, int listeners, long heapBytes) {}

  /** What the page holds on to, once what it does not is collected. */
  private static DomCounters counters(LivePage page) {
    CDPSession session = page.page().context().newCDPSession(page.page());
    session.send("HeapProfiler.collectGarbage");
    JsonObject dom = session.send("Memory.getDOMCounters");
    JsonObject heap = session.send("Runtime.getHeapUsage");
    session.detach();
    return new DomCounters(
        dom.get("nodes").getAsInt(),
        dom.get("jsEventListeners").getAsInt(),
        heap.get("usedSize").getAsLong());
  }
}
