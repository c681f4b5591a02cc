package dev.closewatch.proxy.demo;

import static dev.closewatch.proxy.demo.BlockingClient.close;
import static dev.closewatch.proxy.demo.BlockingClient.masked;
import static dev.closewatch.proxy.demo.BlockingClient.text;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo's service puts on the wire. */
@Timeout(10)
class EchoServiceIT {
  private static final ServicePolicies POLICIES =
      new ServicePolicies(
          5, Duration.ofMillis(150), "casino", Duration.ofMillis(150), Duration.ofMillis(200));
  private static final Buffer EMPTY = Buffer.buffer();

  private static Vertx vertx;
  private static EchoService service;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    service = get(EchoService.start(vertx, POLICIES));
  }

  @AfterAll
  static void stop() throws Exception {
    get(vertx.close());
  }

  @Test
  void aMessageIsEchoedUnmasked() throws IOException {
    try (BlockingClient client = open("/quotes")) {
      Frame echo = client.send(text("hello")).readFrame();
      assertThat(echo).isEqualTo(new Frame(0x81, false, Buffer.buffer("hello"), false));
    }
  }

  @Test
  void aFragmentedMessageIsEchoedWhole() throws IOException {
    try (BlockingClient client = open("/quotes")) {
      client.send(Frame.masked(Frame.BINARY, Buffer.buffer("ab"), 7));
      client.send(masked(Frame.PING, Buffer.buffer("p")));
      client.send(masked(Frame.CONTINUATION, Buffer.buffer("cd")));
      assertThat(client.readFrame().firstByte()).isEqualTo(Frame.FIN | Frame.PONG);
      assertThat(client.readFrame())
          .isEqualTo(new Frame(0x82, false, Buffer.buffer("abcd"), false));
    }
  }

  @Test
  void bytesRightBehindTheRequestAreNotLost() throws IOException {
    try (BlockingClient client = new BlockingClient(service.port())) {
      client.send(
          Buffer.buffer(BlockingClient.upgradeRequest("/quotes")).appendBuffer(text("early")));
      HttpHead response = client.readHead();
      assertThat(response.header("sec-websocket-accept")).isEqualTo(BlockingClient.ACCEPT);
      assertThat(client.readFrame().payload()).hasToString("early");
    }
  }

  @Test
  void anEmptyCloseIsAnsweredByAnEmptyCloseAndTheEndOfTcp() throws IOException {
    try (BlockingClient client = open("/quotes")) {
      client.send(close(EMPTY));
      assertThat(client.readFrame()).isEqualTo(new Frame(0x88, false, EMPTY, false));
      assertThat(client.readFrame()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 1000",
    "1001, 1001",
    "1012, 1012",
    "3000, 3000",
    "4999, 4999",
    "1005, 1002",
    "1006, 1002",
    "1015, 1002",
    "2000, 1002",
    "999, 1002",
    "40000, 1002"
  })
  void aCodeIsAnsweredByItselfIfItIsLegal(int sent, int answered) throws IOException {
    try (BlockingClient client = open("/quotes")) {
      client.send(close(Frame.closePayload(sent, "bye")));
      assertThat(client.readClose()).isEqualTo(Frame.closePayload(answered, ""));
      assertThat(client.readFrame()).isNull();
    }
  }

  @Test
  void halfACodeIsAnsweredBy1002() throws IOException {
    try (BlockingClient client = open("/quotes")) {
      client.send(close(Buffer.buffer(new byte[] {3})));
      assertThat(client.readClose()).isEqualTo(Frame.closePayload(1002, ""));
    }
  }

  @Test
  void tooManyMessagesInASecondAreClosedOn() throws IOException {
    try (BlockingClient client = open("/quotes")) {
      for (int i = 0; i < 6; i++) {
        client.send(text("m"));
      }
      for (int i = 0; i < 5; i++) {
        assertThat(client.readFrame().opcode()).isEqualTo(Frame.TEXT);
      }
      assertClose(client, 1008, "rate limit exceeded: more than 5 messages a second");
    }
  }

  @Test
  void aTokenExpires() throws IOException {
    try (BlockingClient client = open("/quotes?lang=en&token=abc")) {
      assertClose(client, 1008, "token expired after 0.2 s: sign in again");
    }
  }

  @Test
  void aForbiddenWordIsClosedOnWhateverItsCase() throws IOException {
    try (BlockingClient client = open("/quotes")) {
      client.send(text("our CASINO"));
      assertClose(client, 1008, "forbidden content: the word 'casino'");
    }
  }

  @Test
  void whatBreaksTheProtocolIsClosedOnWith1002() throws IOException {
    Buffer[] broken = {
      Frame.unmasked(Frame.FIN | Frame.TEXT, Buffer.buffer("no mask")),
      Frame.masked(Frame.FIN | 0x40 | Frame.TEXT, Buffer.buffer("rsv"), 7),
      masked(0x3, EMPTY),
      masked(Frame.CONTINUATION, EMPTY),
      Frame.masked(Frame.TEXT, EMPTY, 7).appendBuffer(text("new")),
    };
    for (Buffer bytes : broken) {
      try (BlockingClient client = open("/quotes")) {
        client.send(bytes);
        assertThat(client.readClose().getUnsignedShort(0)).isEqualTo(1002);
      }
    }
  }

  @Test
  void payloadsThatAreNotTakenAreClosedOn() throws IOException {
    try (BlockingClient client = open("/quotes")) {
      client.send(masked(Frame.TEXT, Buffer.buffer(new byte[] {(byte) 0xC3})));
      assertClose(client, 1007, "not UTF-8");
    }
    try (BlockingClient client = open("/text")) {
      client.send(masked(Frame.BINARY, EMPTY));
      assertClose(client, 1003, "text only");
    }
    try (BlockingClient client = open("/quotes")) {
      client.send(masked(Frame.BINARY, Buffer.buffer(new byte[65_537])));
      client.send(close(Frame.closePayload(1009, "")));
      assertClose(client, 1009, "longer than 65536 bytes");
      assertThat(client.readFrame()).isNull();
    }
  }

  @Test
  void aCloseWithoutAnAnswerIsFollowedByTheEndOfTcp() throws IOException {
    try (BlockingClient client = open("/end/1012")) {
      client.send(text("go"));
      assertThat(client.readFrame().payload()).hasToString("go");
      assertClose(client, 1012, "the service restarts");
      assertThat(client.readFrame()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1005, 1006, 1015, 65_535})
  void theServiceClosesWithAnyCodeAsItIs(int code) throws IOException {
    try (BlockingClient client = open("/end/" + code)) {
      assertThat(client.send(text("go")).readClose()).isEqualTo(Frame.closePayload(code, ""));
    }
  }

  @Test
  void theServiceClosesWithAnEmptyClose() throws IOException {
    try (BlockingClient client = open("/end/empty")) {
      assertThat(client.send(text("go")).readClose()).isEqualTo(EMPTY);
    }
  }

  @Test
  void theServiceEndsWithoutAClose() throws IOException {
    try (BlockingClient client = open("/end/none")) {
      assertThat(client.send(text("go")).readFrame().payload()).hasToString("go");
      assertThat(client.readFrame()).isNull();
    }
    try (BlockingClient client = open("/idle")) {
      assertThat(client.readFrame()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/private, 401, Sign in first: this path is for members.",
    "/forbidden, 403, This origin may not connect.",
    "/end/70000, 404, There is no such path.",
    "/end/, 404, There is no such path.",
  })
  void someHandshakesAreRefused(String target, String status, String body) throws IOException {
    assertAnswer(BlockingClient.upgradeRequest(target), status, body);
  }

  @Test
  void plainHttpIsAnswered() throws IOException {
    assertAnswer(
        "GET / HTTP/1.1\r\nHost: test\r\n\r\n",
        "200",
        "The closewatch demo's echo service. Open a WebSocket to any path.");
    assertAnswer(
        "POST /quotes HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nhi",
        "426",
        "This path speaks WebSocket only.");
    assertAnswer("GET /" + "x".repeat(HttpHead.MAX_BYTES) + "\r\n", "431", "The head is too long.");
  }

  @Test
  void closingTheServiceEndsWhatIsOpen() throws Exception {
    EchoService another = get(EchoService.start(vertx));
    try (BlockingClient client = BlockingClient.upgraded(another.port(), "/quotes")) {
      get(another.close());
      assertThat(client.readFrame()).isNull();
    }
  }

  private static BlockingClient open(String target) throws IOException {
    return BlockingClient.upgraded(service.port(), target);
  }

  private static void assertClose(BlockingClient client, int code, String reason)
      throws IOException {
    Buffer payload = client.readClose();
    assertThat(payload.getUnsignedShort(0)).isEqualTo(code);
    assertThat(payload.getString(2, payload.length())).isEqualTo(reason);
  }

  private static void assertAnswer(String request, String status, String body) throws IOException {
    try (BlockingClient client = new BlockingClient(service.port())) {
      HttpHead response = client.send(Buffer.buffer(request)).readHead();
      assertThat(response.secondWord()).isEqualTo(status);
      assertThat(client.readToEnd()).isEqualTo(body + "\n").hasSize(response.contentLength());
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(5, SECONDS);
  }
}
