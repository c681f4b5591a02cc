package dev.closewatch.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.config.TransportChoice;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.Proxy;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import dev.closewatch.proxy.kit.TestCertificate;
import dev.closewatch.proxy.kit.TestTls;
import dev.closewatch.proxy.kit.TestTransports;
import dev.closewatch.proxy.kit.TlsSocket;
import java.io.Closeable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A proxy with TLS on one leg or both, and a connection through it. */
final class TlsLegs implements Closeable {
  /** One cell of the matrix. */
  record Kind(TransportChoice transport, String version, boolean client, boolean service) {
    @Override
    public String toString() {
      String legs = client && service ? "both legs" : client ? "client's leg" : "service's leg";
      return transport + ", " + version + ", " + legs;
    }

    boolean tls(Sender leg) {
      return leg == Sender.CLIENT ? client : service;
    }

    /** Whether a leg's output ends with its input: TLS 1.2 in the JDK. */
    boolean endsAtOnce(Sender leg) {
      return tls(leg) && version.equals(TestTls.V12);
    }
  }

  /** What a peer sees at the end of what it reads. */
  enum End {
    IN_ORDER,
    TRUNCATED,
    RESET
  }

  private final Kind kind;
  private final TestTls tls = new TestTls();
  private final RawService service;
  private final Proxy proxy;
  private Proxy.Pair pair;
  private int closes;

  TlsLegs(Kind kind, Path directory, Consumer<Proxy.Settings> changes) {
    this(kind, directory, changes, 0);
  }

  /** With small receive buffers, for readers that are to be slow; 0 for the usual ones. */
  TlsLegs(Kind kind, Path directory, Consumer<Proxy.Settings> changes, int receiveBufferBytes) {
    this.kind = kind;
    Proxy.Settings settings = new Proxy.Settings();
    settings.transport = kind.transport();
    settings.tls = tls.config(directory, kind.client());
    settings.upstreamHost = kind.service() ? "https://127.0.0.1" : "http://127.0.0.1";
    changes.accept(settings);
    TestCertificate own = tls.authority().issue("127.0.0.1");
    service =
        new RawService(
            receiveBufferBytes, kind.service() ? () -> tls.server(kind.version(), own) : null);
    proxy = settings.start(service.port());
    pair = open(receiveBufferBytes);
  }

  /** All of them, on the transport that is there everywhere and on the one that is chosen. */
  static List<Kind> matrix() {
    List<TransportChoice> all = TestTransports.available();
    List<Kind> kinds = new ArrayList<>();
    for (TransportChoice transport : List.of(all.get(0), all.get(all.size() - 1))) {
      for (String version : List.of(TestTls.V13, TestTls.V12)) {
        kinds.add(new Kind(transport, version, true, false));
        kinds.add(new Kind(transport, version, false, true));
        kinds.add(new Kind(transport, version, true, true));
      }
    }
    return kinds;
  }

  private Proxy.Pair open(int receiveBufferBytes) {
    return proxy.open(service, connect(receiveBufferBytes));
  }

  /** Opens another connection in place of the one before. */
  void open() {
    pair.close();
    closes = (int) proxy.atRest().sum("closewatch_closes_total");
    proxy.closes(closes); // they come there a little later
    pair = open(0);
  }

  RawPeer connect(int receiveBufferBytes) {
    return kind.client()
        ? TestTls.connect(proxy.port(), receiveBufferBytes, tls.client(kind.version()))
        : RawPeer.connect(proxy.port(), receiveBufferBytes);
  }

  Proxy proxy() {
    return proxy;
  }

  RawService service() {
    return service;
  }

  RawPeer peer(Sender leg) {
    return leg == Sender.CLIENT ? pair.client() : pair.service();
  }

  /** Has a side say it, and the other read exactly that. */
  void say(Sender from, FrameBytes frames) {
    peer(from).send(frames.bytes());
    assertThat(peer(from.other()).read(frames.size())).isEqualTo(frames.bytes());
  }

  /** Has a side send the same again and again, until it is cut. */
  void sendOn(Sender from, byte[] bytes) {
    RawPeer peer = peer(from);
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  peer.send(bytes);
                }
              } catch (UncheckedIOException e) {
                return; // it has been cut
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns what a side reads before the end. */
  byte[] rest(Sender leg) {
    return peer(leg).readToEnd().bytes();
  }

  /** Returns how the stream ends that a side reads, behind what is left of it. */
  End end(Sender leg) {
    boolean reset = peer(leg).readToEnd().reset();
    if (reset || !kind.tls(leg)) {
      return reset ? End.RESET : End.IN_ORDER;
    }
    TlsSocket.End end = TestTls.of(peer(leg)).end();
    return end == TlsSocket.End.CLOSE_NOTIFY ? End.IN_ORDER : End.TRUNCATED;
  }

  /** Waits for the next close. */
  JsonNode nextClose() {
    closes++;
    return proxy.closes(closes).get(0);
  }

  double undelivered(Sender sender) {
    return proxy.metrics().sum("closewatch_undelivered_bytes_total", "sender", sender.label());
  }

  /** Waits until nothing is open, and checks that it adds up. */
  void assertAtRest() {
    assertThat(proxy.atRest().unaccounted()).isZero();
    Eventually.isTrue(
        "nothing paused", () -> proxy.metrics().sum("closewatch_paused_connections") == 0);
  }

  @Override
  public void close() {
    pair.close();
    proxy.close();
    service.close();
  }
}
