package dev.closewatch.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.proxy.config.TransportChoice;
import io.vertx.core.transport.Transport;
import org.junit.jupiter.api.Test;

class TransportsTest {
  @Test
  void available_ofWhatVertxHas_leavesNothingOut() {
    // A transport that is quietly left out would be one that no test runs on.
    assertThat(Transports.available())
        .contains(TransportChoice.NIO)
        .matches(list -> list.contains(TransportChoice.EPOLL) == has(Transport.EPOLL))
        .matches(list -> list.contains(TransportChoice.IO_URING) == has(Transport.IO_URING));
  }

  @Test
  void choose_auto_isTheBestThatThereIs() throws StartException {
    Transport expected =
        has(Transport.IO_URING)
            ? Transport.IO_URING
            : has(Transport.EPOLL) ? Transport.EPOLL : Transport.NIO;
    assertThat(Transports.choose(TransportChoice.AUTO, false).name()).isEqualTo(expected.name());
  }

  @Test
  void choose_autoToUnixSockets_isTheOneThatKnowsHalfClosedOnes() throws StartException {
    Transport expected = has(Transport.EPOLL) ? Transport.EPOLL : Transport.NIO;
    assertThat(Transports.choose(TransportChoice.AUTO, true).name()).isEqualTo(expected.name());
  }

  private static boolean has(Transport transport) {
    return transport != null && transport.available();
  }
}
