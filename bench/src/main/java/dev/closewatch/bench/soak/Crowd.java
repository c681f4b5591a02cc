package dev.closewatch.bench.soak;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All clients, on one event loop: keeps so many connections open, and ends so many a second. */
final class Crowd {
  private static final long TICK_MILLIS = 20;
  private static final int MOST_CONNECTING = 200;
  private static final int ADDRESSES = 250;
  private static final int MOST_TOLD = 20;
  private static final Ending[] ENDINGS = Ending.values();

  /**
   * What the crowd does, each second.
   *
   * @param connections how many are open, once there are so many
   */
  record Pace(int connections, double closes, double frames, double requests, double refused) {}

  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final Pace pace;
  private final SplittableRandom random;
  private final long stopNanos;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private final List<Visitor> open = new ArrayList<>();
  private final Map<Ending, Long> endings = new EnumMap<>(Ending.class);
  private final List<String> wrong = new ArrayList<>();
  private int connecting;
  private int asking;
  private long tickNanos = System.nanoTime();
  private double closesDue;
  private double framesDue;
  private double requestsDue;
  private double refusedDue;

  private long openedCount;
  private long mostOpen;
  private long refusedCount;
  private long requestCount;
  private long frameCount;
  private long byteCount;
  private long wrongCount;

  Crowd(EventLoop loop, int port, Pace pace, long nanos, long seed) {
    this.loop = loop;
    this.pace = pace;
    random = new SplittableRandom(seed);
    stopNanos = System.nanoTime() + nanos;
    bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
            .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    // What it is to be comes once it is connected.
                  }
                });
  }

  /** Begins; completed when everything that was opened has ended. */
  CompletableFuture<Void> start() {
    loop.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return done;
  }

  private void tick() {
    long now = System.nanoTime();
    double seconds = Math.min(1, (now - tickNanos) / 1e9);
    tickNanos = now;
    boolean stopping = now - stopNanos > 0;
    boolean full = open.size() > pace.connections() * 0.9;
    closesDue += stopping ? 20 : full ? pace.closes() * seconds : 0;
    for (; closesDue >= 1; closesDue--) {
      endOne();
    }
    if (stopping) {
      if (open.isEmpty() && connecting == 0 && asking == 0) {
        done.complete(null);
      }
    } else {
      framesDue += pace.frames() * seconds;
      requestsDue += pace.requests() * seconds;
      refusedDue += pace.refused() * seconds;
      beBusy();
    }
    if (random.nextInt(50) == 0) {
      open.stream().filter(visitor -> visitor.overdue(now)).limit(1).forEach(this::overdue);
    }
  }

  private void beBusy() {
    while (open.size() + connecting < pace.connections() && connecting < MOST_CONNECTING) {
      connect(
          channel ->
              Handshake.over(
                  channel,
                  this,
                  new Visitor(this, random.split(), channel),
                  random.nextInt(5) == 0));
    }
    for (; framesDue >= 1; framesDue--) {
      Visitor visitor = any();
      if (visitor != null && !visitor.isEnding()) {
        if (random.nextInt(5_000) == 0) {
          visitor.beSlow();
        } else {
          visitor.say();
        }
      }
    }
    for (; requestsDue >= 1; requestsDue--) {
      asking++;
      connect(channel -> Asking.over(channel, this, random.split()));
    }
    for (; refusedDue >= 1; refusedDue--) {
      connect(
          channel -> Handshake.inVain(channel, this, new Visitor(this, random.split(), channel)));
    }
  }

  private @Nullable Visitor any() {
    return open.isEmpty() ? null : open.get(random.nextInt(open.size()));
  }

  private void endOne() {
    for (int tries = 0; tries < 20; tries++) {
      Visitor visitor = any();
      if (visitor != null && !visitor.isEnding()) {
        Ending how = ENDINGS[random.nextInt(ENDINGS.length)];
        endings.merge(how, 1L, Long::sum);
        visitor.end(how);
        return;
      }
    }
  }

  private void overdue(Visitor visitor) {
    visitor.wrong("does not end");
    done.complete(null);
  }

  private void connect(Consumer<Channel> connected) {
    connecting++;
    InetSocketAddress from = new InetSocketAddress("127.1.0." + (1 + random.nextInt(ADDRESSES)), 0);
    bootstrap
        .clone()
        .localAddress(from)
        .connect()
        .addListener(
            (ChannelFuture connect) -> {
              if (connect.isSuccess()) {
                connected.accept(connect.channel());
              } else {
                connecting--;
                wrong("cannot connect: " + connect.cause());
              }
            });
  }

  // ---- what its members tell ----

  void opened(Visitor visitor) {
    openedCount++;
    connecting--;
    visitor.index = open.size();
    open.add(visitor);
    mostOpen = Math.max(mostOpen, open.size());
  }

  void left(Visitor visitor) {
    Visitor last = open.remove(open.size() - 1);
    if (last != visitor) {
      last.index = visitor.index;
      open.set(visitor.index, last);
    }
  }

  void handshakeOver(boolean refused) {
    connecting--;
    if (refused) {
      refusedCount++;
    }
  }

  void compared(int bytes) {
    frameCount++;
    byteCount += bytes;
  }

  void answered(int bytes) {
    requestCount++;
    byteCount += bytes;
  }

  void askedEnough(boolean tooSoon) {
    asking--;
    connecting--;
    if (tooSoon) {
      wrong("a request: ended before its answer");
    }
  }

  void wrong(String what) {
    wrongCount++;
    if (wrong.size() < MOST_TOLD) {
      wrong.add(what);
    }
  }

  /** Returns its figures, as JSON. */
  String told() {
    StringBuilder text = new StringBuilder("{\"opened\":" + openedCount);
    text.append(",\"mostOpen\":").append(mostOpen).append(",\"refused\":").append(refusedCount);
    text.append(",\"requests\":").append(requestCount).append(",\"frames\":").append(frameCount);
    text.append(",\"bytes\":").append(byteCount).append(",\"wrong\":").append(wrongCount);
    text.append(",\"endings\":{");
    String comma = "";
    for (Map.Entry<Ending, Long> ending : endings.entrySet()) {
      text.append(comma)
          .append('"')
          .append(ending.getKey())
          .append("\":")
          .append(ending.getValue());
      comma = ",";
    }
    text.append("},\"examples\":[");
    comma = "";
    for (String example : wrong) {
      text.append(comma).append('"').append(example.replaceAll("[\"\\\\\\p{Cntrl}]", "'"));
      text.append('"');
      comma = ",";
    }
    return text.append("]}").toString();
  }
}
