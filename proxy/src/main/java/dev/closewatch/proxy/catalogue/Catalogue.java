package dev.closewatch.proxy.catalogue;

import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.proxy.catalogue.Edition.Texts;
import dev.closewatch.proxy.catalogue.Entry.Counting;
import dev.closewatch.proxy.catalogue.Entry.OnWire;
import dev.closewatch.proxy.catalogue.Entry.Who;
import dev.closewatch.proxy.catalogue.Registry.Facts;
import dev.closewatch.proxy.catalogue.Registry.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Explains close codes, and what two of them have to do with each other.
 *
 * <p>Sources: RFC 6455 section 7.4; the IANA WebSocket Close Code Number Registry.
 *
 * <p>A language's files are read when it is first asked for, which takes some tens of milliseconds:
 * not a thing for an event loop. Any number of threads may ask.
 */
public final class Catalogue {
  /** The codes that there can be, for people to read. */
  public static final String CODES = "0 to " + Registry.LAST_CODE;

  private final Registry registry = Registry.read();
  private final Map<Lang, Edition> editions = new ConcurrentHashMap<>();

  private Catalogue() {}

  /** Returns the one that is in the jar, always the same. */
  public static Catalogue shipped() {
    return Shipped.CATALOGUE;
  }

  /** Returns the entry of a code, or of the range it is in; IllegalArgumentException if none. */
  public Entry entry(int code, Lang lang) {
    return entry(registry.idOf(code), code, lang);
  }

  /** Returns the entry of a code, or the one with this id; nothing if the text is neither. */
  public Optional<Entry> find(String codeOrId, Lang lang) {
    Span span = Span.of(codeOrId);
    if (span != null && span.single()) {
      return Optional.of(entry(span.first(), lang));
    }
    return registry.ids().contains(codeOrId)
        ? Optional.of(entry(codeOrId, null, lang))
        : Optional.empty();
  }

  /** Returns every entry: single codes, then ranges, then ends without a code. */
  public List<Entry> all(Lang lang) {
    return registry.ids().stream().map(id -> find(id, lang).orElseThrow()).toList();
  }

  /** Compares two codes; IllegalArgumentException if one of them is none. */
  public Comparison compare(int a, int b, Lang lang) {
    return compare(entry(a, lang), entry(b, lang));
  }

  /** Compares two entries in the language of the first. */
  public Comparison compare(Entry a, Entry b) {
    Edition edition = edition(a.lang());
    return edition
        .pair(a.id(), b.id())
        .map(written -> Comparisons.written(written, a, b, edition.words()))
        .orElseGet(() -> Comparisons.generated(a, b, edition.words()));
  }

  /** Returns the entry as a page for a terminal, which ends with a line end. */
  public String page(Entry entry) {
    return Page.of(entry, edition(entry.lang()).words().headings());
  }

  /** Returns the comparison as a page for a terminal, which ends with a line end. */
  public String page(Comparison comparison) {
    return Page.of(comparison, edition(comparison.lang()).words().headings());
  }

  private Edition edition(Lang lang) {
    return editions.computeIfAbsent(lang, Edition::read);
  }

  private Entry entry(String id, @Nullable Integer askedCode, Lang lang) {
    Texts texts = edition(lang).texts(id);
    Facts facts = registry.facts(id);
    Span span = registry.span(id);
    String name = facts.name().isEmpty() ? null : facts.name();
    return new Entry(
        id,
        askedCode,
        span == null ? null : Integer.valueOf(span.first()),
        span == null ? null : Integer.valueOf(span.last()),
        name,
        texts.title(),
        heading(id, askedCode, name, texts.title()),
        lang,
        texts.brief(),
        texts.meaning(),
        List.copyOf(texts.when()),
        List.copyOf(texts.fix()),
        texts.use(),
        new OnWire(facts.sent(), texts.wire()),
        new Who(List.copyOf(facts.who()), texts.who()),
        new Counting(List.copyOf(facts.labels()), texts.counting()));
  }

  private static String heading(
      String id, @Nullable Integer code, @Nullable String name, String title) {
    if (name != null) {
      return id + " " + name + (name.equals(title) ? "" : " (" + title + ")");
    }
    if (code != null && !id.equals(code.toString())) {
      return code + " (" + title + ", " + id + ")";
    }
    return id + " (" + title + ")";
  }

  /** Reads the files when somebody asks, not when the class is looked at. */
  private static final class Shipped {
    static final Catalogue CATALOGUE = new Catalogue();
  }
}
