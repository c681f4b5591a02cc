package dev.closewatch.proxy.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The system's Chromium, without a window. */
final class Chromium implements AutoCloseable {
  /** The last ones: it is to talk to nobody but the page. */
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** As long as a busy machine may take; what is there sooner is not waited for. */
  static final int PATIENCE_MILLIS = 15_000;

  private final Playwright playwright;
  private final Browser browser;

  Chromium() {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(new LaunchOptions().setExecutablePath(executable()).setArgs(FLAGS));
  }

  /** Opens a page as wide as a desk's. */
  LivePage open(int adminPort, String path) {
    return open(adminPort, path, 1320, 1000, ColorScheme.LIGHT);
  }

  LivePage open(int adminPort, String path, int width, int height, ColorScheme colours) {
    NewContextOptions options =
        new NewContextOptions()
            .setViewportSize(width, height)
            .setColorScheme(colours)
            .setLocale("en-US");
    return new LivePage(browser.newContext(options), adminPort, path);
  }

  /** Runs a function on an empty page, and waits for its end. */
  void run(String function, Object argument) {
    try (BrowserContext context = browser.newContext()) {
      context.newPage().evaluate(function, argument);
    }
  }

  private static Path executable() {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(System.getenv("PATH"))
        .flatMap(folder -> Stream.of("chromium", "chromium-browser").map(Path.of(folder)::resolve))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no chromium on the PATH"));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
