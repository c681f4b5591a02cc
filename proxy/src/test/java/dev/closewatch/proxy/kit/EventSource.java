package dev.closewatch.proxy.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A reader of server-sent events that takes nothing from its socket before it is asked to. */
public final class EventSource implements Closeable {
  private final HttpURLConnection connection;
  private final BufferedReader reader;

  private EventSource(HttpURLConnection connection, BufferedReader reader) {
    this.connection = connection;
    this.reader = reader;
  }

  /** One event: its name, its id or null, and its data; a comment has the name "". */
  public record Event(String name, @Nullable String id, String data) {}

  /** Opens a stream and waits for its first line: from then on nothing is missed. */
  public static EventSource open(int port, String path) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      connection.setReadTimeout(20_000);
      if (connection.getResponseCode() != 200
          || !connection.getContentType().equals("text/event-stream")) {
        throw new AssertionError("no stream: " + connection.getHeaderFields());
      }
      EventSource source =
          new EventSource(
              connection,
              new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8)));
      Event first = source.next();
      if (!first.data().equals("retry: 2000")) {
        throw new AssertionError("does not begin as a stream: " + first);
      }
      return source;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the next event, or fails at the end of the stream. */
  public Event next() throws IOException {
    String name = "";
    String id = null;
    StringBuilder data = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.isEmpty()) {
        return new Event(name, id, data.toString());
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else {
        data.append(line.startsWith("data: ") ? line.substring(6) : line);
      }
    }
    throw new IOException("the stream has ended");
  }

  /** Waits for the next event of this name. */
  public Event next(String name) throws IOException {
    Event event = next();
    while (!event.name().equals(name)) {
      event = next();
    }
    return event;
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
