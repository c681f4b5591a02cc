package dev.closewatch.proxy.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a client is told from others by.
 *
 * @param source where its identity stands
 * @param name of the header, cookie or query parameter; "" for the address
 */
public record PeerBy(Source source, String name) {
  /** By the address, as far as one subscriber usually has it. */
  public static final PeerBy ADDRESS = new PeerBy(Source.ADDRESS, "");

  /** Where an identity can stand. */
  public enum Source {
    ADDRESS,
    HEADER,
    COOKIE,
    QUERY
  }

  static final Syntax<PeerBy> SYNTAX =
      new Syntax<>("address|header:NAME|cookie:NAME|query:NAME", "", PeerBy::parse, PeerBy::text);

  private static PeerBy parse(String text) {
    if (text.equals("address")) {
      return ADDRESS;
    }
    int colon = text.indexOf(':');
    String word = colon < 0 ? text : text.substring(0, colon);
    String name = colon < 0 ? "" : text.substring(colon + 1);
    for (Source source : Source.values()) {
      if (source != Source.ADDRESS && word.equals(source.name().toLowerCase(Locale.ROOT))) {
        if (!Settings.NAME.test(name)) {
          throw Syntax.wrong(text, "does not name a " + word + "; write " + word + ":NAME");
        }
        return new PeerBy(source, source == Source.HEADER ? name.toLowerCase(Locale.ROOT) : name);
      }
    }
    String words =
        Arrays.stream(Source.values())
            .map(source -> source.name().toLowerCase(Locale.ROOT))
            .map(source -> source.equals("address") ? source : source + ":NAME")
            .collect(Collectors.joining(", "));
    throw Syntax.wrong(text, "is none of " + words);
  }

  private String text() {
    String word = source.name().toLowerCase(Locale.ROOT);
    return source == Source.ADDRESS ? word : word + ":" + name;
  }
}
