package dev.closewatch.proxy.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.frame.FrameBytes;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.proxy.kit.Eventually;
import dev.closewatch.proxy.kit.RawPeer;
import dev.closewatch.proxy.kit.RawService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Marked secrets are put wherever clients and services put secrets, and looked for in everything
 * that comes out: the file of events, each answer of the admin port, both streams of the process.
 */
@Timeout(120)
class NothingLeaksIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ADMIN_TOKEN = "5ecr3t-of-the-admin-port";

  /** Each ends differently, so that a failure says where it came from. */
  private static final String MARK = "5ecr3tM4rk";

  private static final List<String> PATHS =
      List.of(
          "/metrics",
          "/api/closes?limit=1000",
          "/api/handshakes?limit=1000",
          "/api/connections",
          "/api/peers",
          "/api/top-peers",
          "/api/findings",
          "/api/unmatched-reasons",
          "/health/ready",
          "/health/live",
          "/");

  @TempDir Path directory;
  private final RawService service = new RawService();

  @AfterEach
  void closeService() {
    service.close();
  }

  private record Running(Launched process, int port, int adminPort) {}

  private Running start(String... more) {
    String events = directory.resolve("events.jsonl").toString();
    List<String> command =
        Launched.proxy(
            service.port(), "--drain-time", "1s", "--top-peers", "on", "--events", events);
    command.addAll(List.of(more));
    Launched process = Launched.command(Map.of("CLOSEWATCH_ADMIN_TOKEN", ADMIN_TOKEN), command);
    Launched.Ports ports = process.ports();
    return new Running(process, ports.relay(), ports.admin());
  }

  private static String get(Running running, String path) {
    URI uri = URI.create("http://127.0.0.1:" + running.adminPort + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + ADMIN_TOKEN).build();
    try {
      HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return answer.body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String upgrade(String target, String... headers) {
    StringBuilder request =
        new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: chat.example.net\r\n")
            .append("Upgrade: websocket\r\nConnection: Upgrade\r\n")
            .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n")
            .append("Authorization: Bearer " + MARK + "Authorization\r\n")
            .append("Proxy-Authorization: Basic " + MARK + "ProxyAuthorization\r\n")
            .append("Cookie: sid=" + MARK + "Cookie; b=c\r\n")
            .append("X-Api-Key: " + MARK + "Header\r\n")
            .append("Referer: http://a/?t=" + MARK + "Referer\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  /** Opens with secrets, sends one each way, and leaves the rest to the caller. */
  private RawPeer[] open(Running running, String target, String accepted) {
    String[] offered =
        accepted.isEmpty()
            ? new String[0]
            : new String[] {"Sec-WebSocket-Protocol: chat, " + MARK + "Offered, " + accepted};
    RawPeer client = RawPeer.connect(running.port).send(upgrade(target, offered));
    RawPeer other =
        accepted.isEmpty()
            ? service.acceptWebSocket("Set-Cookie: sid=" + MARK + "SetCookie")
            : service.acceptWebSocket(
                "Set-Cookie: sid=" + MARK + "SetCookie", "Sec-WebSocket-Protocol: " + accepted);
    client.readHead();
    FrameBytes sent = FrameBytes.from(Sender.CLIENT).text(MARK + "ClientPayload");
    client.send(sent.bytes());
    other.read(sent.bytes().length);
    FrameBytes answer = FrameBytes.from(Sender.SERVICE).text(MARK + "ServicePayload");
    other.send(answer.bytes());
    client.read(answer.bytes().length);
    return new RawPeer[] {client, other};
  }

  private static void end(RawPeer[] pair, Sender initiator, int code, String reason) {
    try (RawPeer client = pair[0];
        RawPeer other = pair[1]) {
      boolean byClient = initiator == Sender.CLIENT;
      RawPeer first = byClient ? client : other;
      RawPeer second = byClient ? other : client;
      byte[] close = FrameBytes.from(initiator).close(code, reason).bytes();
      first.send(close);
      second.read(close.length);
      second.send(FrameBytes.from(initiator.other()).close(code).bytes()).fin();
      first.readToFin();
      first.fin();
      second.readToFin();
    }
  }

  /** All that a connection's life has room for, and what never becomes a connection. */
  private void traffic(Running running) {
    String jwt = "eyJhbGciOiJIUzI1NiJ9." + MARK + "Jwt.signature";
    end(open(running, "/ws?token=" + MARK + "Query", ""), Sender.CLIENT, 1000, "bye");
    end(open(running, "/ws#" + MARK + "Fragment", jwt), Sender.SERVICE, 1008, "zzyzx");
    end(open(running, "/ws;sid=" + MARK + "Parameter/x", ""), Sender.CLIENT, 1005, "");
    end(
        open(running, "http://chat.example.net/ws?" + MARK + "Query2", ""),
        Sender.SERVICE,
        4001,
        "");
    try (RawPeer client =
        RawPeer.connect(running.port).send(upgrade("/refused?token=" + MARK + "Query3"))) {
      try (RawPeer other = service.accept()) {
        other.send(
            "HTTP/1.1 401 Unauthorized\r\nX-Why: "
                + MARK
                + "Answer\r\nContent-Length: 6\r\n\r\n"
                + "secret");
        client.readHead();
      }
    }
    String withPassword = "http://u:" + MARK + "Password@chat.example.net/ws?" + MARK + "Query4";
    try (RawPeer client = RawPeer.connect(running.port).send(upgrade(withPassword))) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
    }
    try (RawPeer client =
        RawPeer.connect(running.port).send("POST /x HTTP/1.1\r\n" + MARK + "BadHead\r\n\r\n")) {
      client.readToEnd();
    }
    try (RawPeer client =
        RawPeer.connect(running.port).send(upgrade("/" + "a".repeat(20_000) + MARK + "Long"))) {
      client.readToEnd();
    }
  }

  private Map<String, String> outputs(Running running) throws IOException {
    Map<String, String> outputs = new LinkedHashMap<>();
    for (String path : PATHS) {
      outputs.put(path, get(running, path));
    }
    for (String peer : peers(outputs.get("/api/peers"))) {
      String path =
          "/api/peers/" + java.net.URLEncoder.encode(peer, java.nio.charset.StandardCharsets.UTF_8);
      outputs.put(path, get(running, path));
      outputs.put(path + "/report", get(running, path + "/report"));
    }
    running.process.terminate();
    Launched.Result result = running.process.result();
    outputs.put("standard output", String.join("\n", result.out()));
    outputs.put("error stream", String.join("\n", result.err()));
    outputs.put("file", Files.readString(directory.resolve("events.jsonl")));
    return outputs;
  }

  private static List<String> peers(String json) {
    return Pattern.compile("\"peer\":\"([^\"]+)\"")
        .matcher(json)
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  @Test
  void nothing_of_a_payload_a_query_a_cookie_or_a_token_comes_out_anywhere() throws IOException {
    Running running = start();
    try (Launched process = running.process) {
      assertThat(process.isAlive()).isTrue();
      traffic(running);
      RawPeer[] open = open(running, "/open?token=" + MARK + "Query4", "");
      Eventually.isTrue(
          "all told",
          () ->
              get(running, "/api/closes").split("\"schema\"", -1).length == 5
                  && get(running, "/api/handshakes").split("\"schema\"", -1).length >= 3);
      Map<String, String> outputs = outputs(running);
      open[0].close();
      open[1].close();

      outputs.forEach(
          (where, text) ->
              assertThat(text).as(where).doesNotContain(MARK).doesNotContain(ADMIN_TOKEN));
      // It would find them: what is meant to be there is.
      assertThat(outputs.get("file"))
          .contains("/ws")
          .contains("zzyzx")
          .contains("chat.example.net");
      assertThat(outputs.get("/api/connections")).contains("127.0.0.1");
      assertThat(outputs.get("/api/unmatched-reasons")).contains("zzyzx");
    }
  }

  @Test
  void hashed_no_name_no_path_and_no_reason_says_who_it_was() throws IOException {
    Path key = Files.writeString(directory.resolve("key"), "the key of all the replicas");
    Running running =
        start(
            "--privacy",
            "hash",
            "--privacy-key-file",
            key.toString(),
            "--path-pattern",
            "/room/{id}/{token}");
    try (Launched process = running.process) {
      assertThat(process.isAlive()).isTrue();
      String who = "alice@example.com, account 12345678 at 198.51.100.77";
      end(open(running, "/room/7/" + MARK, ""), Sender.SERVICE, 1008, "xyzzy " + who);
      end(open(running, "/u/12345678", ""), Sender.SERVICE, 1008, "token of " + who + " expired");
      end(open(running, "/u/12345678", ""), Sender.CLIENT, 1003, who);
      end(open(running, "/room/8/x", ""), Sender.SERVICE, 1008, "token expired");
      RawPeer.connect(running.port).send("nonsense " + MARK + "\r\n\r\n").readToEnd();
      RawPeer[] open = open(running, "/room/9/" + MARK, "");
      Eventually.isTrue(
          "all told", () -> get(running, "/api/closes").split("\"schema\"", -1).length == 5);
      Eventually.isTrue(
          "the heaviest named", () -> get(running, "/metrics").contains("peer=\"address#"));
      Map<String, String> outputs = outputs(running);
      open[0].close();
      open[1].close();

      String ours = "127.0.0.1:" + service.port(); // the service's instance is nobody
      outputs.forEach(
          (where, text) -> {
            assertThat(text)
                .as(where)
                .doesNotContain(MARK)
                .doesNotContain("alice")
                .doesNotContain("12345678")
                .doesNotContain("198.51.100.77");
            if (!where.equals("standard output")) { // which says where it listens
              assertThat(text.replace(ours, "ours")).as(where).doesNotContain("127.0.0.1\"");
            }
          });
      assertThat(outputs.get("file"))
          .contains("\"path\":\"/room/{id}/{token}\"", "\"path\":\"/u/(number)\"")
          .contains("xyzzy (email), account (number) at (address)")
          // The cause was told by the reason as it was.
          .contains("\"cause\":\"auth\",\"basis\":\"reason\"");
      assertThat(outputs.get("/api/unmatched-reasons")).contains("xyzzy (email)");
      assertThat(outputs.get("/api/connections")).contains("address#");
    }
  }
}
