package dev.closewatch.proxy.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a real client does by itself is no reason to flag it. */
public final class OrdinaryHabits {
  /** Enough for every rule that counts closes. */
  public static final int CLOSES = 12;

  private static final String MARKER = "127.0.7.7";

  private OrdinaryHabits() {}

  /**
   * Asserts that the clients, which have closed so often, are flagged for nothing. A peer that is
   * guilty comes last: once it is flagged, all before it have been judged.
   */
  public static List<JsonNode> areFlaggedForNothing(Proxy proxy) {
    List<JsonNode> closes = proxy.closes(CLOSES);
    for (int i = 0; i < CLOSES; i++) {
      try (RawPeer marker = RawPeer.connectFrom(MARKER, proxy.port())) {
        marker.send(proxy.upgradeRequest("/echo", "User-Agent: marker/1"));
        marker.readHead();
        marker.fin();
        marker.readToEnd();
      }
    }
    JsonNode flagged =
        Eventually.get(
            "the marker flagged",
            () -> proxy.json("/api/peers?flagged=true").get("peers"),
            peers -> peers.findValuesAsText("peer").contains(MARKER));
    assertThat(flagged.findValuesAsText("peer")).containsExactly(MARKER);
    return closes;
  }
}
