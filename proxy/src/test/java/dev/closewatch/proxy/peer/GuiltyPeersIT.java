package dev.closewatch.proxy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.Cidr;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.peer.Crowd.Client;
import dev.closewatch.proxy.peer.Crowd.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of 200 peers exactly the guilty ones are flagged, for exactly what they did. */
@Timeout(180)
class GuiltyPeersIT {
  private static final int PEERS = 200;
  private static final int THREADS = 48;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BOT = "acme-bot/2.1";
  private static final String CHROME =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0"
          + " Safari/537.36";
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0";

  private final Map<String, Set<String>> guilty = new TreeMap<>();
  private final List<Runnable> scripts = new ArrayList<>();
  private final List<RawPeer> held = Collections.synchronizedList(new ArrayList<>());

  @ParameterizedTest
  @CsvSource({"1,DIRECT", "2,DIRECT", "3,DIRECT", "4,BEHIND_A_PROXY"})
  void exactly_the_guilty_are_flagged(long seed, Way way) throws Exception {
    Proxy.Settings settings = new Proxy.Settings();
    if (way == Way.BEHIND_A_PROXY) {
      settings.trustedProxies = List.of(Cidr.parse("127.0.0.1"));
    }
    try (CrowdService service = new CrowdService();
        Proxy proxy = settings.start(service.port())) {
      Crowd crowd = new Crowd(proxy, way);
      Random random = new Random(seed);
      // The address that the forged headers name belongs to an innocent one.
      List<Integer> numbers = new ArrayList<>();
      for (int i = 1; i < PEERS; i++) {
        numbers.add(i);
      }
      Collections.shuffle(numbers, random);
      cast(crowd, numbers.iterator()::next, random);
      innocent(crowd, 0, random);
      holdOpen(crowd, random);
      Collections.shuffle(scripts, random);
      play();
      // Judged last, so that all others have been judged when this one is flagged.
      Client last = crowd.client(PEERS, BOT);
      for (int i = 0; i < 12; i++) {
        last.vanishes();
      }
      expect(last, "vanisher");
      Eventually.get(
          "the last one flagged",
          PATIENCE,
          () -> flagged(proxy),
          flags -> flags.containsKey(last.address));
      assertThat(flagged(proxy)).as("seed %d", seed).isEqualTo(guilty);
    } finally {
      held.forEach(RawPeer::close);
    }
  }

  private void cast(Crowd crowd, Supplier<Integer> number, Random random) {
    for (int i = 0; i < 2; i++) {
      emptyCloser(crowd.client(number.get(), BOT));
      offender(crowd.client(number.get(), BOT));
      looper(crowd.client(number.get(), BOT));
      illegal(crowd.client(number.get(), BOT), i == 0 ? 1005 : 999);
      violator(crowd.client(number.get(), BOT));
      vanisher(crowd.client(number.get(), BOT));
      ignorer(crowd.client(number.get(), BOT));
      storm(crowd.client(number.get(), BOT));
    }
    for (int i = 16; i < PEERS - 1; i++) {
      innocent(crowd, number.get(), random);
    }
  }

  private void emptyCloser(Client client) {
    expect(client, "empty_close_habit");
    times(10, () -> client.closes(FrameBytes::emptyClose));
  }

  private void offender(Client client) {
    expect(client, "policy_offender");
    scripts.add(
        () -> {
          List<RawPeer> open = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            open.add(client.opens("/policy-later"));
          }
          for (RawPeer peer : open) {
            peer.send(FrameBytes.from(Sender.CLIENT).text("too much").bytes());
            byte[] head = peer.read(2);
            peer.read(head[1]);
            peer.send(FrameBytes.from(Sender.CLIENT).close(1008).bytes());
            peer.readToEnd();
            peer.close();
          }
        });
  }

  private void looper(Client client) {
    expect(client, "policy_offender");
    expect(client, "policy_loop");
    times(5, () -> client.isClosedOn("/policy", frames -> frames.close(1008)));
  }

  private void illegal(Client client, int code) {
    expect(client, "illegal_close");
    times(1, () -> client.closes(frames -> frames.close(code)));
  }

  private void violator(Client client) {
    expect(client, "protocol_violator");
    times(3, () -> client.closes(frames -> frames.unmasked().text("bare").close(1000)));
  }

  private void vanisher(Client client) {
    expect(client, "vanisher");
    times(11, client::vanishes);
  }

  private void ignorer(Client client) {
    expect(client, "ignores_close");
    atOnce(6, () -> client.isClosedOn("/away", frames -> frames));
  }

  private void storm(Client client) {
    expect(client, "reconnect_storm");
    times(70, () -> client.closes(frames -> frames.close(1000)));
  }

  /** What ordinary implementations do, and what happens to anybody now and then. */
  private void innocent(Crowd crowd, int number, Random random) {
    switch (random.nextInt(10)) {
      case 0 -> times(12, () -> crowd.client(number, CHROME).closes(FrameBytes::emptyClose));
      case 1 -> times(12, () -> crowd.client(number, null).closes(FrameBytes::emptyClose));
      case 2 ->
          times(
              4,
              () ->
                  crowd
                      .client(number, "Java-http-client/17.0.15")
                      .isClosedOn("/away", frames -> frames.close(1000)));
      case 3 ->
          atOnce(
              6, () -> crowd.client(number, "okhttp/4.12.0").isClosedOn("/away", frames -> frames));
      case 4 -> {
        times(4, () -> crowd.client(number, BOT).closes(frames -> frames.close(1000)));
        times(1, () -> crowd.client(number, BOT).isClosedOn("/policy", f -> f.close(1000)));
      }
      case 5 -> {
        times(5, () -> crowd.client(number, FIREFOX).vanishes());
        times(3, () -> crowd.client(number, FIREFOX).closes(frames -> frames.close(1001)));
      }
      case 6 -> times(9, () -> crowd.client(number, BOT).closes(FrameBytes::emptyClose));
      case 7 -> {
        // Three programs behind one address: nobody can tell which of them it was.
        Client shared = crowd.client(number, "one/1");
        scripts.add(
            () -> {
              shared.closes(frames -> frames.close(1000));
              shared.as("two/1").closes(frames -> frames.close(1000));
              shared.as("three/1").closes(frames -> frames.close(1000));
              for (int i = 0; i < 12; i++) {
                shared.vanishes();
                shared.closes(FrameBytes::emptyClose);
              }
            });
      }
      case 8 -> times(20, () -> crowd.client(number, BOT).closes(frames -> frames.close(1000)));
      default ->
          times(
              2,
              () ->
                  crowd
                      .client(number, "Python/3.11 websockets/10.4")
                      .closes(frames -> frames.text("hello").close(1000)));
    }
  }

  /** The other connections of a busy service: beside them nothing here looks like a deploy. */
  private void holdOpen(Crowd crowd, Random random) {
    for (int i = 0; i < 600; i++) {
      held.add(crowd.client(300 + random.nextInt(150), CHROME).opens("/echo"));
    }
  }

  private void expect(Client client, String rule) {
    guilty.computeIfAbsent(client.address, address -> new TreeSet<>()).add(rule);
  }

  private void times(int count, Runnable what) {
    scripts.add(
        () -> {
          for (int i = 0; i < count; i++) {
            what.run();
          }
        });
  }

  private void atOnce(int count, Runnable what) {
    for (int i = 0; i < count; i++) {
      times(1, what);
    }
  }

  private void play() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> played = scripts.stream().<Future<?>>map(threads::submit).toList();
      for (Future<?> script : played) {
        script.get(120, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Map<String, Set<String>> flagged(Proxy proxy) {
    Map<String, Set<String>> flagged = new TreeMap<>();
    for (JsonNode peer : proxy.json("/api/peers?flagged=true&limit=1000").get("peers")) {
      flagged.put(
          peer.get("peer").textValue(), new TreeSet<>(peer.get("flags").findValuesAsText("rule")));
    }
    return flagged;
  }
}
