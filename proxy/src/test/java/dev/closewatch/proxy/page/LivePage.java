package dev.closewatch.proxy.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The live page in a browser. It keeps a list of what must not happen: an error or a warning on the
 * console, a policy that was violated, a request to anywhere else. Closing it fails if there was
 * one.
 */
final class LivePage implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  private final BrowserContext context;
  private final Page page;
  private final String origin;
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private volatile boolean connectionsFail;

  LivePage(BrowserContext context, int adminPort, String path) {
    this.context = context;
    origin = "http://127.0.0.1:" + adminPort;
    context.setDefaultTimeout(Chromium.PATIENCE_MILLIS);
    page = context.newPage();
    page.onPageError(error -> faults.add("error: " + error));
    page.onConsoleMessage(
        message -> {
          boolean lost = connectionsFail && message.text().startsWith("Failed to load resource");
          if (!lost && List.of("error", "warning").contains(message.type())) {
            faults.add(message.type() + ": " + message.text());
          }
        });
    page.onRequest(
        request -> {
          if (!request.url().startsWith(origin + "/")) {
            faults.add("request to " + request.url());
          }
        });
    page.onDialog(dialog -> faults.add("dialog: " + dialog.message()));
    page.navigate(origin + path);
  }

  Page page() {
    return page;
  }

  String origin() {
    return origin;
  }

  /** From here on requests may fail: the server is being taken away. */
  void connectionsMayFail() {
    connectionsFail = true;
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /** Finds what has this role and, in part, this name. */
  Locator find(AriaRole role, String name) {
    return page.getByRole(role, new GetByRoleOptions().setName(name));
  }

  /** The rows of the newest closes. */
  Locator closes() {
    return page.locator("table.closes tbody tr");
  }

  /** Looks at something until it is so, for a while. */
  static LocatorAssertions see(Locator what) {
    return PlaywrightAssertions.assertThat(what);
  }

  /** Runs a script of this test's in the page. */
  Object run(String script) {
    return page.evaluate(script);
  }

  /** Writes what can be seen now to {@code target/screenshots}. */
  void screenshot(String name) {
    page.screenshot(new ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  /** Looks for what must not have happened. */
  void assertClean() {
    assertThat(faults).isEmpty();
  }

  @Override
  public void close() {
    context.close();
    assertClean();
  }
}
