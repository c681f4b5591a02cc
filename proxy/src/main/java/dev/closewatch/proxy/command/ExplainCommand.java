package dev.closewatch.proxy.command;

import dev.closewatch.analyzer.vocabulary.Lang;
import dev.closewatch.proxy.catalogue.Catalogue;
import dev.closewatch.proxy.catalogue.Entry;
import dev.closewatch.proxy.config.Fault;
import dev.closewatch.proxy.config.OneLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code explain}: what a close code means, or how two of them differ. */
record ExplainCommand(Console console) implements Command {
  private static final String LANG_OPTION = "--lang";
  private static final Lang DEFAULT_LANG = Lang.EN;

  @Override
  public CommandSpec spec() {
    return Options.spec(
            "explain",
            this,
            "CODE [CODE] [--lang en|vi]",
            "Says what a close code means, when it is seen and how to fix it; of two codes, how"
                + " they differ and when to use which. A CODE is a number, "
                + Catalogue.CODES
                + ". no-close stands for a connection that ended with no Close, one-byte-close for"
                + " a Close too short for a code.")
        .addPositional(
            PositionalParamSpec.builder()
                .index("0..1")
                .arity("0..2") // none is a fault of ours to report, in our words
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("CODE")
                .build())
        .addOption(
            Options.value(
                LANG_OPTION,
                "en|vi",
                "Options",
                "English or Vietnamese. Default: " + DEFAULT_LANG.label() + "."));
  }

  @Override
  public int run(ParseResult parsed) {
    List<Fault> faults = new ArrayList<>();
    Lang lang = lang(Options.given(parsed, LANG_OPTION), faults);
    List<Entry> entries = new ArrayList<>();
    List<String> codes = codes(parsed);
    if (codes.isEmpty()) {
      faults.add(new Fault("", "explain needs the code to explain: explain CODE [CODE]"));
    }
    for (String code : codes) {
      Catalogue.shipped()
          .find(code, lang)
          .ifPresentOrElse(entries::add, () -> faults.add(noCode(code)));
    }
    if (!faults.isEmpty()) {
      return console.faults(faults);
    }
    show(page(entries));
    return ExitCode.DONE;
  }

  private static List<String> codes(ParseResult parsed) {
    return parsed.matchedPositionals().stream()
        .findFirst()
        .map(positional -> List.copyOf(positional.stringValues()))
        .orElse(List.of());
  }

  private static Lang lang(List<String> given, List<Fault> faults) {
    if (given.isEmpty()) {
      return DEFAULT_LANG;
    }
    Optional<Lang> lang = Lang.of(given.get(0));
    if (lang.isEmpty()) {
      String what = OneLine.quote(given.get(0)) + " is not " + Lang.TAGS;
      faults.add(new Fault(LANG_OPTION, what));
    }
    return lang.orElse(DEFAULT_LANG);
  }

  private static Fault noCode(String typed) {
    return new Fault("", OneLine.quote(typed) + " is not a close code, " + Catalogue.CODES);
  }

  private static String page(List<Entry> entries) {
    Catalogue catalogue = Catalogue.shipped();
    Entry first = entries.get(0);
    Entry last = entries.get(entries.size() - 1);
    return first.equals(last)
        ? catalogue.page(first)
        : catalogue.page(catalogue.compare(first, last));
  }

  /**
   * In UTF-8 whatever the locale: in the C locale the stream itself would print Vietnamese as ?.
   */
  private void show(String page) {
    console.out().writeBytes(page.getBytes(StandardCharsets.UTF_8));
    console.out().flush();
  }
}
