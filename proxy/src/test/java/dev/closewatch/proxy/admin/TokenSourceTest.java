package dev.closewatch.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.AdminAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSourceTest {
  private static final String ONE = "the-first-token-of-all";
  private static final String TWO = "the-second-token-of-all";

  @TempDir Path directory;
  private final AtomicInteger changes = new AtomicInteger();

  private TokenSource source(Path file) {
    return new TokenSource(
        new AdminAccess(Optional.of(file.toString()), AdminAuth.TOKEN, List.of(), Optional.empty()),
        changes::incrementAndGet);
  }

  private static boolean accepts(TokenSource source, String token) {
    return Objects.requireNonNull(source.get()).accept(token);
  }

  /** As Kubernetes does it: token -> ..data -> ..1, and then ..data is made to lead to ..2. */
  @Test
  void refresh_directoryBehindALinkSwapped_isTheNewToken() throws IOException {
    Files.writeString(Files.createDirectory(directory.resolve("..1")).resolve("token"), ONE);
    Files.writeString(Files.createDirectory(directory.resolve("..2")).resolve("token"), TWO);
    Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
    Path file =
        Files.createSymbolicLink(directory.resolve("token"), Path.of("..data").resolve("token"));
    TokenSource source = source(file);
    assertThat(accepts(source, ONE)).isTrue();

    Path next = Files.createSymbolicLink(directory.resolve("..next"), Path.of("..2"));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    source.refresh();

    assertThat(accepts(source, TWO)).isTrue();
    assertThat(accepts(source, ONE)).isFalse();
    assertThat(changes).hasValue(1);
  }

  @Test
  void refresh_badFile_keepsTheTokenBefore() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), ONE);
    TokenSource source = source(file);

    for (String bad : List.of("", "short", "x".repeat(5000), "white space in between")) {
      Files.writeString(file, bad);
      source.refresh();
      assertThat(accepts(source, ONE)).as(bad).isTrue();
      assertThat(accepts(source, bad)).as(bad).isFalse();
    }
    Files.delete(file);
    source.refresh();
    assertThat(accepts(source, ONE)).isTrue();
    assertThat(changes).hasValue(0);

    Files.writeString(file, TWO);
    source.refresh();
    assertThat(accepts(source, TWO)).isTrue();
  }

  @Test
  void new_badFile_isRefusedWithOneLine() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "short");

    assertThatThrownBy(() -> source(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 to 512")
        .hasMessageNotContaining("short ");
  }
}
