package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the live page's files may not do, whatever a browser would say to it. */
class PageFilesTest {
  private static final Pattern IMPORT = Pattern.compile("from \"([^\"]+)\";");
  private static final Pattern ADDRESS = Pattern.compile("[a-z]+://[^\"'`\\s]+");

  /** Each makes markup, style or code of a text. */
  private static final Pattern UNSAFE =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|srcdoc|\\beval\\b"
              + "|new Function|setAttribute\\(\"(style|on)|javascript:|createContextualFragment");

  @Test
  void files_areExactlyThoseThatAreServed() throws IOException {
    Path page = page();
    try (Stream<Path> files = Files.walk(page)) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(file -> page.relativize(file).toString().replace('\\', '/'))
              .filter(name -> !name.equals("index.html"))
              .toList();
      assertThat(names).containsExactlyInAnyOrderElementsOf(PageRoutes.FILES);
    }
  }

  @Test
  void imports_areFilesBesideThem() {
    for (String script : scripts()) {
      assertThat(IMPORT.matcher(read(script)).results().map(found -> found.group(1)))
          .as(script)
          .allSatisfy(
              name ->
                  assertThat(PageRoutes.FILES).contains("js/" + name.replaceFirst("^\\./", "")));
    }
  }

  @Test
  void scripts_makeNoMarkupOfText() {
    for (String script : scripts()) {
      assertThat(UNSAFE.matcher(read(script)).results().map(MatchResult::group))
          .as(script)
          .isEmpty();
    }
  }

  @Test
  void files_nameNoOtherHost() {
    for (String file : PageRoutes.FILES) {
      if (!file.startsWith("uplot/")) {
        assertThat(ADDRESS.matcher(read(file)).results().map(MatchResult::group))
            .as(file)
            .allMatch("http://www.w3.org/2000/svg"::equals); // a name, never fetched
      }
    }
  }

  private static List<String> scripts() {
    return PageRoutes.FILES.stream().filter(file -> file.matches("(js/.*|theme)\\.js")).toList();
  }

  private static Path page() {
    return Path.of("target/classes/dev/closewatch/proxy/admin/page");
  }

  private static String read(String file) {
    try {
      return Files.readString(page().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
