package dev.closewatch.proxy.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.PathPattern;
import dev.closewatch.proxy.config.PrivacyConfig;
import dev.closewatch.proxy.config.PrivacyMode;
import dev.closewatch.proxy.config.UnmatchedPaths;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShownPathsTest {
  private static ShownPaths paths(UnmatchedPaths unmatched, boolean scrubs, String... patterns) {
    return new ShownPaths(
        new PrivacyConfig(
            PrivacyMode.PLAIN,
            Optional.empty(),
            Arrays.stream(patterns).map(PathPattern::parse).toList(),
            unmatched,
            scrubs));
  }

  @Test
  void of_aPathThatFits_isTheFirstPatternThatDoes() {
    ShownPaths paths = paths(UnmatchedPaths.KEEP, false, "/room/lobby", "/room/{id}", "/room/*");

    assertThat(paths.of("/room/lobby")).isEqualTo("/room/lobby");
    assertThat(paths.of("/room/s3cr3t")).isEqualTo("/room/{id}");
    assertThat(paths.of("/hall/7")).isEqualTo("/hall/7");
  }

  @Test
  void of_aPathThatFitsNone_canBeOther() {
    ShownPaths paths = paths(UnmatchedPaths.OTHER, false, "/room/{id}");

    assertThat(paths.of("/room/7")).isEqualTo("/room/{id}");
    assertThat(paths.of("/hall/7")).isEqualTo("other");
    assertThat(paths.of("")).isEmpty(); // of a request that could not be read
  }

  @Test
  void of_aPathThatFitsNone_isScrubbedIfReasonsAre() {
    assertThat(paths(UnmatchedPaths.KEEP, true).of("/u/1234567/a@b.c/x"))
        .isEqualTo("/u/(number)/(email)/x");
  }

  @Test
  void of_anyTarget_hasNoQueryNoFragmentNoPasswordAndNoParameters() {
    ShownPaths paths = paths(UnmatchedPaths.KEEP, false, "/room/{id}");

    assertThat(paths.of("/ws?token=s")).isEqualTo("/ws");
    assertThat(paths.of("/ws#s")).isEqualTo("/ws");
    assertThat(paths.of("/ws;jsessionid=s/x;y")).isEqualTo("/ws/x");
    assertThat(paths.of("http://user:s@host/ws")).isEqualTo("/ws");
    assertThat(paths.of("http://user:s@host")).isEqualTo("/");
    assertThat(paths.of("http://host/room/7?x")).isEqualTo("/room/{id}");
    assertThat(paths.of("/a://b")).isEqualTo("/a://b");
  }
}
