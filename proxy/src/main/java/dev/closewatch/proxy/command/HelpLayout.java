package dev.closewatch.proxy.command;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_DESCRIPTION;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_DESCRIPTION_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** How the parser's help pages look: options under headings, in the order of the table. */
final class HelpLayout {
  private static final int WIDTH = 80;

  /** The longest option that has its help beside it, not below. */
  private static final int OPTION_WIDTH = 29;

  private HelpLayout() {}

  /** Lays out the pages of the command and of all its subcommands. */
  static void apply(CommandLine commandLine) {
    commandLine.setUsageHelpWidth(WIDTH);
    commandLine.setUsageHelpLongOptionsMaxWidth(OPTION_WIDTH);
    commandLine.setHelpSectionKeys(
        List.of(
            SECTION_KEY_SYNOPSIS_HEADING,
            SECTION_KEY_SYNOPSIS,
            SECTION_KEY_DESCRIPTION_HEADING,
            SECTION_KEY_DESCRIPTION,
            SECTION_KEY_COMMAND_LIST_HEADING,
            SECTION_KEY_COMMAND_LIST,
            SECTION_KEY_OPTION_LIST,
            SECTION_KEY_FOOTER_HEADING,
            SECTION_KEY_FOOTER));
    commandLine.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST, HelpLayout::options);
    commandLine.setHelpSectionMap(commandLine.getHelpSectionMap());
  }

  private static String options(Help help) {
    Map<Object, List<OptionSpec>> bySection = new LinkedHashMap<>();
    for (OptionSpec option : help.commandSpec().options()) {
      bySection.computeIfAbsent(option.userObject(), section -> new ArrayList<>()).add(option);
    }
    StringBuilder text = new StringBuilder();
    bySection.forEach(
        (section, options) -> {
          Help.Layout layout = help.createDefaultLayout();
          layout.addAllOptions(options, new ValueAfterBlank());
          text.append(System.lineSeparator())
              .append(section)
              .append(':')
              .append(System.lineSeparator())
              .append(layout);
        });
    return text.toString();
  }

  /** Shows {@code --listen HOST:PORT}; {@code --listen=HOST:PORT} is understood all the same. */
  private static final class ValueAfterBlank implements IParamLabelRenderer {
    @Override
    public Text renderParameterLabel(ArgSpec arg, Ansi ansi, List<Ansi.IStyle> styles) {
      return ansi.new Text(arg.arity().max() == 0 ? "" : " " + arg.paramLabel());
    }

    @Override
    public String separator() {
      return " ";
    }
  }
}
