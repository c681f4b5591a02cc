package dev.closewatch.proxy.catalogue;

import static dev.closewatch.proxy.catalogue.Words.fill;

import dev.closewatch.proxy.catalogue.Comparison.Side;
import dev.closewatch.proxy.catalogue.Words.Phrases;
import java.util.ArrayList;
import java.util.List;

/** Puts two entries beside each other: as somebody has written it, else from what each says. */
final class Comparisons {
  private Comparisons() {}

  static Comparison written(Edition.Pair pair, Entry a, Entry b, Words words) {
    return new Comparison(
        title(a, b, words),
        a.lang(),
        pair.summary(),
        List.copyOf(pair.differences()),
        List.of(side(pair, a), side(pair, b)));
  }

  private static Side side(Edition.Pair pair, Entry entry) {
    String when = pair.when().get(entry.id());
    String use = pair.use().get(entry.id());
    if (when == null || use == null) {
      throw new IllegalStateException("the pair " + pair.pair() + " says too little");
    }
    return new Side(entry, List.of(when), use);
  }

  static Comparison generated(Entry a, Entry b, Words words) {
    return new Comparison(
        title(a, b, words),
        a.lang(),
        summary(a, b, words.phrases()),
        differences(a, b, words),
        List.of(
            new Side(a, a.whenSeen(), a.whenToSend()), new Side(b, b.whenSeen(), b.whenToSend())));
  }

  private static String title(Entry a, Entry b, Words words) {
    return fill(words.phrases().versus(), "a", a.shortHeading(), "b", b.shortHeading());
  }

  private static String summary(Entry a, Entry b, Phrases phrases) {
    if (a.equals(b)) {
      return phrases.same();
    }
    if (a.id().equals(b.id())) {
      return fill(phrases.sameRange(), "range", a.id());
    }
    if (a.onWire().allowed() == b.onWire().allowed()) {
      return a.onWire().allowed() ? phrases.bothSent() : phrases.noneSent();
    }
    return fill(phrases.oneSent(), "a", (a.onWire().allowed() ? a : b).subject());
  }

  private static List<String> differences(Entry a, Entry b, Words words) {
    Phrases phrases = words.phrases();
    List<String> differences = new ArrayList<>();
    differences.add(fill(phrases.brief(), "a", a.subject(), "brief", a.brief()));
    if (a.equals(b)) {
      return differences;
    }
    differences.add(fill(phrases.brief(), "a", b.subject(), "brief", b.brief()));

    String kindsA = words.anyOfWords(a.counting().kinds());
    String kindsB = words.anyOfWords(b.counting().kinds());
    String kindPhrase = kindsA.equals(kindsB) ? phrases.kind() : phrases.kinds();
    differences.add(
        fill(
            kindPhrase,
            "kinds",
            kindsA,
            "a",
            a.subject(),
            "kindsA",
            kindsA,
            "b",
            b.subject(),
            "kindsB",
            kindsB));

    String actorsA = words.anyOf(a.who().actors());
    String actorsB = words.anyOf(b.who().actors());
    String actorPhrase = actorsA.equals(actorsB) ? phrases.actor() : phrases.actors();
    differences.add(
        fill(
            actorPhrase,
            "actors",
            actorsA,
            "a",
            a.subject(),
            "actorsA",
            actorsA,
            "b",
            b.subject(),
            "actorsB",
            actorsB));
    return List.copyOf(differences);
  }
}
