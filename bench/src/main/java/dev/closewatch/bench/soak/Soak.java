package dev.closewatch.bench.soak;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;

/**
 * The traffic of {@code bench/soak.py}, which starts the proxy and looks at it: prints the
 * service's port, waits for the proxy's port on standard input, and prints its figures at the end.
 */
public final class Soak {
  private Soak() {}

  /** Arguments: seconds, connections, closes a second, frames a second, seed. */
  public static void main(String[] arguments) throws Exception {
    long seconds = Long.parseLong(arguments[0]);
    Crowd.Pace pace =
        new Crowd.Pace(
            Integer.parseInt(arguments[1]),
            Double.parseDouble(arguments[2]),
            Double.parseDouble(arguments[3]),
            15,
            5);
    long seed = Long.parseLong(arguments[4]);
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    EventLoop clients = loops.next();
    EventLoop service = loops.next();
    System.out.println(((InetSocketAddress) EchoService.start(service).localAddress()).getPort());
    int port;
    try (Scanner input = new Scanner(System.in, StandardCharsets.US_ASCII)) {
      port = input.nextInt();
    }
    Crowd crowd = new Crowd(clients, port, pace, TimeUnit.SECONDS.toNanos(seconds), seed);
    crowd.start().get(seconds + 120, TimeUnit.SECONDS);
    System.out.println(clients.submit(crowd::told).get());
    System.exit(0); // what does not end has been told
  }
}
