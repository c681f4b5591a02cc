package dev.closewatch.proxy.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.RawService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its first byte to its end, both halves by one seed: the client tells the
 * service in its request what is to happen.
 */
final class RandomEnding {
  /** How it ends, and where that is certain, who is the initiator. */
  enum Plan {
    CLIENT_CLOSES(Initiator.CLIENT),
    SERVICE_CLOSES(Initiator.SERVICE),
    BOTH_CLOSE(null),
    CLIENT_CLOSES_AND_RESETS(Initiator.CLIENT),
    SERVICE_CLOSES_AND_RESETS(Initiator.SERVICE),
    CLIENT_CLOSES_BEFORE_THE_101(Initiator.CLIENT),
    SERVICE_CLOSES_BEHIND_THE_101(Initiator.SERVICE),
    CLIENT_ENDS_TCP(Initiator.NONE),
    SERVICE_ENDS_TCP(Initiator.NONE),
    CLIENT_RESETS(Initiator.NONE),
    SERVICE_RESETS(Initiator.NONE),
    BOTH_RESET(Initiator.NONE),
    CLIENT_DROPS_THE_SOCKET(Initiator.NONE),
    SERVICE_DROPS_THE_SOCKET(Initiator.NONE),
    CLIENT_CUTS_A_FRAME(Initiator.NONE),
    SERVICE_CUTS_A_FRAME(Initiator.NONE),
    CLIENT_SENDS_GARBAGE(null),
    SERVICE_SENDS_GARBAGE(null),

    // Whether these are upgraded is a race.
    CLIENT_LEAVES_WHILE_THE_101_COMES(Initiator.NONE),
    SERVICE_RESETS_BEHIND_THE_101(Initiator.NONE),

    // These never are.
    SERVICE_REFUSES(null),
    SERVICE_ANSWERS_GARBAGE(null),
    SERVICE_ANSWERS_A_FALSE_101(null),
    SERVICE_ENDS_WITHOUT_AN_ANSWER(null),
    SERVICE_RESETS_WITHOUT_AN_ANSWER(null),
    CLIENT_LEAVES_BEFORE_THE_101(null),
    CLIENT_REQUEST_IS_GARBAGE(null),

    // These are no attempts.
    CLIENT_LEAVES_WITHIN_ITS_REQUEST(null),
    CLIENT_SAYS_NOTHING(null),
    PLAIN_HTTP(null);

    private final @Nullable Initiator initiator;

    Plan(@Nullable Initiator initiator) {
      this.initiator = initiator;
    }

    @Nullable Initiator initiator() {
      return initiator;
    }

    boolean isUpgradeAttempt() {
      return compareTo(CLIENT_LEAVES_WITHIN_ITS_REQUEST) < 0;
    }

    boolean mayBeUpgradedUnseen() {
      return this == CLIENT_LEAVES_WHILE_THE_101_COMES || this == SERVICE_RESETS_BEHIND_THE_101;
    }
  }

  private static final Plan[] PLANS = Plan.values();
  private static final int TIME_LIMIT_MILLIS = 15_000;
  private static final String SEED_HEADER = "X-Seed";
  private static final String REQUEST =
      "GET /%s HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
          + SEED_HEADER
          + ": %d\r\n\r\n";

  private final long seed;
  private final Random random;
  private final Plan plan;
  private final Socket socket;
  private final byte[] buffer = new byte[4_096];
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();

  private RandomEnding(long seed, Plan plan, long randomSeed, Socket socket) throws IOException {
    this.seed = seed;
    this.plan = plan;
    this.random = new Random(randomSeed);
    this.socket = socket;
    socket.setSoTimeout(TIME_LIMIT_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /**
   * What the client saw of its handshake.
   *
   * @param status 0 if it saw no answer
   */
  record Seen(Plan plan, int status) {}

  // ---- the client ----

  /** Plays the client's half, to its end. */
  static Seen asClient(long seed, int proxyPort) throws IOException {
    Plan plan = PLANS[new Random(seed).nextInt(PLANS.length)];
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort));
      RandomEnding ending = new RandomEnding(seed, plan, seed, socket);
      int status = ending.shakeHands();
      if (status == 101) {
        ending.ignoringResets(ending::beClient);
      }
      return new Seen(plan, status);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the client of " + plan + ", seed " + seed + ", waits in vain", e);
    }
  }

  private int shakeHands() throws IOException {
    byte[] request = REQUEST.formatted(plan, seed).getBytes(ISO_8859_1);
    switch (plan) {
      case CLIENT_SAYS_NOTHING -> {
        return leave();
      }
      case CLIENT_LEAVES_WITHIN_ITS_REQUEST -> {
        send(Arrays.copyOf(request, 1 + random.nextInt(request.length - 1)));
        return leave();
      }
      case CLIENT_REQUEST_IS_GARBAGE -> send(printableGarbage());
      case CLIENT_LEAVES_BEFORE_THE_101, CLIENT_LEAVES_WHILE_THE_101_COMES -> {
        send(request);
        return leave();
      }
      case CLIENT_CLOSES_BEFORE_THE_101 -> {
        byte[] close = close(Sender.CLIENT);
        byte[] both = Arrays.copyOf(request, request.length + close.length);
        System.arraycopy(close, 0, both, request.length, close.length);
        send(both);
      }
      case PLAIN_HTTP -> send("GET /" + plan + " HTTP/1.1\r\nHost: a\r\n\r\n");
      default -> send(request);
    }
    String head = readHead();
    return head.isEmpty() ? 0 : Integer.parseInt(head.substring(9, 12));
  }

  private int leave() throws IOException {
    if (random.nextBoolean()) {
      reset();
    } else {
      socket.close();
    }
    return 0;
  }

  private void beClient() throws IOException {
    if (plan == Plan.CLIENT_CLOSES_BEFORE_THE_101) {
      drain();
      return;
    }
    chat(Sender.CLIENT);
    switch (plan) {
      case CLIENT_CLOSES, BOTH_CLOSE -> {
        send(close(Sender.CLIENT));
        drain();
      }
      case SERVICE_CLOSES -> {
        awaitClose(Sender.SERVICE);
        send(close(Sender.CLIENT));
        drain();
      }
      case CLIENT_CLOSES_AND_RESETS -> {
        send(close(Sender.CLIENT));
        reset();
      }
      case CLIENT_ENDS_TCP -> {
        socket.shutdownOutput();
        drain();
      }
      case CLIENT_RESETS, BOTH_RESET -> reset();
      case CLIENT_DROPS_THE_SOCKET -> socket.close();
      case CLIENT_CUTS_A_FRAME -> {
        send(FrameBytes.from(Sender.CLIENT).text("never whole").withoutLast(4).bytes());
        leave();
      }
      case CLIENT_SENDS_GARBAGE -> {
        send(garbage());
        socket.shutdownOutput();
        drain();
      }
      default -> drain();
    }
  }

  // ---- the service ----

  /** Plays the service's half of what is asked for, to its end. */
  static void asService(Socket socket) throws IOException {
    RandomEnding reading = new RandomEnding(0, Plan.PLAIN_HTTP, 0, socket);
    String request = reading.readHead();
    if (request.isEmpty()) {
      return; // it was not meant to be, or the proxy has connected to be asked no more
    }
    Plan plan = Plan.valueOf(request.substring(5, request.indexOf(" HTTP")));
    String seedText = RawService.header(request, SEED_HEADER);
    long seed = seedText.isEmpty() ? 0 : Long.parseLong(seedText);
    RandomEnding ending = new RandomEnding(seed, plan, ~seed, socket);
    try {
      ending.ignoringResets(() -> ending.beService(request));
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the service of " + plan + ", seed " + seed + ", waits in vain", e);
    }
  }

  private void beService(String request) throws IOException {
    switch (plan) {
      case PLAIN_HTTP -> send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      case SERVICE_REFUSES -> send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
      case SERVICE_ANSWERS_GARBAGE -> send(printableGarbage());
      case SERVICE_ANSWERS_A_FALSE_101 ->
          send(RawService.switching(request).replace("Accept: ", "Accept: x"));
      case SERVICE_ENDS_WITHOUT_AN_ANSWER -> socket.shutdownOutput();
      case SERVICE_RESETS_WITHOUT_AN_ANSWER -> {
        reset();
        return;
      }
      case CLIENT_LEAVES_BEFORE_THE_101 -> {} // no answer before it has left
      default -> {
        beOpenService(request);
        return;
      }
    }
    drain();
  }

  private void beOpenService(String request) throws IOException {
    String switching = RawService.switching(request);
    if (plan == Plan.SERVICE_CLOSES_BEHIND_THE_101) {
      byte[] frames = FrameBytes.from(Sender.SERVICE).text("full").close(1013).bytes();
      send(switching + new String(frames, ISO_8859_1));
      socket.shutdownOutput();
      drain();
      return;
    }
    send(switching);
    if (plan == Plan.SERVICE_RESETS_BEHIND_THE_101) {
      reset();
      return;
    }
    chat(Sender.SERVICE);
    switch (plan) {
      case SERVICE_CLOSES, BOTH_CLOSE -> {
        send(close(Sender.SERVICE));
        awaitClose(Sender.CLIENT);
      }
      case CLIENT_CLOSES, CLIENT_CLOSES_BEFORE_THE_101 -> {
        awaitClose(Sender.CLIENT);
        send(close(Sender.SERVICE));
      }
      case SERVICE_CLOSES_AND_RESETS -> {
        send(close(Sender.SERVICE));
        reset();
      }
      case SERVICE_ENDS_TCP -> {
        socket.shutdownOutput();
        drain();
      }
      case SERVICE_RESETS, BOTH_RESET -> reset();
      case SERVICE_DROPS_THE_SOCKET -> socket.close();
      case SERVICE_CUTS_A_FRAME -> {
        send(FrameBytes.from(Sender.SERVICE).text("never whole").withoutLast(4).bytes());
        leave();
      }
      case SERVICE_SENDS_GARBAGE -> {
        send(garbage());
        socket.shutdownOutput();
        drain();
      }
      default -> drain();
    }
  }

  // ---- what both do ----

  private interface Action {
    void run() throws IOException;
  }

  private void ignoringResets(Action action) throws IOException {
    try {
      action.run();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // The other side has ended it, as it may.
    }
  }

  /** Little enough for the kernel to hold, whoever reads it or not. */
  private void chat(Sender sender) throws IOException {
    FrameBytes frames = FrameBytes.from(sender);
    for (int i = random.nextInt(5); i > 0; i--) {
      frames =
          switch (random.nextInt(4)) {
            case 0 -> frames.text("x".repeat(random.nextInt(300)));
            case 1 -> frames.binaryOf(random.nextInt(7_000));
            case 2 -> frames.fragments("one", "two", "three");
            default -> frames.ping();
          };
    }
    send(frames.bytes());
  }

  /** Both sides know which one: it depends on the seed alone. */
  private byte[] close(Sender sender) {
    FrameBytes frames = FrameBytes.from(sender);
    int[] codes = {1000, 1001, 1005, 1008, 2999, 4000};
    int choice = Math.floorMod(seed, codes.length + 1);
    return (choice == codes.length ? frames.emptyClose() : frames.close(codes[choice])).bytes();
  }

  private byte[] garbage() {
    byte[] bytes = new byte[random.nextInt(2_000)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] printableGarbage() {
    StringBuilder text = new StringBuilder("!");
    for (int i = random.nextInt(300); i > 0; i--) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    return text.append("\r\n\r\n").toString().getBytes(ISO_8859_1);
  }

  private void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  private void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  private void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Returns the head, or "" if the connection ends before it has come. */
  private String readHead() throws IOException {
    try {
      while (true) {
        int n = socket.getInputStream().read(buffer);
        if (n < 0) {
          return "";
        }
        read.write(buffer, 0, n);
        String text = read.toString(ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end >= 0) {
          return text.substring(0, end + 4);
        }
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return "";
    }
  }

  /** Reads until the other side's Close has come. */
  private void awaitClose(Sender sender) throws IOException {
    byte[] close = close(sender);
    while (!endsWith(read.toByteArray(), close)) {
      int n = socket.getInputStream().read(buffer);
      if (n < 0) {
        return;
      }
      read.write(buffer, 0, n);
    }
  }

  private static boolean endsWith(byte[] bytes, byte[] end) {
    int from = bytes.length - end.length;
    return from >= 0 && Arrays.equals(bytes, from, bytes.length, end, 0, end.length);
  }

  private void drain() throws IOException {
    int n;
    do {
      n = socket.getInputStream().read(buffer);
    } while (n >= 0);
  }
}
