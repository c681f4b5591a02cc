package dev.closewatch.proxy.config;

import static dev.closewatch.proxy.config.Section.ADMIN_PORT;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The part of {@link Settings} that says who is answered on the admin port. */
final class AdminSettings {
  static final Setting<Optional<String>> TOKEN_FILE =
      Setting.one(
          ADMIN_PORT,
          "admin-token-file",
          Syntax.orOff(SecretFile.SYNTAX),
          Optional.empty(),
          config -> config.adminAccess().tokenFile(),
          "The token that requests to the admin port have to bring, in a file that is read again"
              + " when it changes; two of them, one a line, while one replaces the other."
              + " "
              + AdminAccess.VARIABLE
              + " can hold it instead.");
  static final Setting<AdminAuth> AUTH =
      Setting.one(
          ADMIN_PORT,
          "admin-auth",
          AdminAuth.SYNTAX,
          AdminAuth.TOKEN,
          config -> config.adminAccess().auth(),
          "Anywhere but on the loopback the admin port needs a token; none lets it do without, and"
              + " then all who reach it read all that it has.");
  static final Setting<List<String>> HOSTS =
      Setting.many(
          ADMIN_PORT,
          "admin-hosts",
          new Syntax<>("NAME", "names", AdminSettings::host, name -> name),
          100,
          List.of(),
          config -> config.adminAccess().hosts(),
          "Names that the admin port may be asked for by without a token, beside localhost and IP"
              + " addresses: against web sites that let their own name lead to it.");

  private AdminSettings() {}

  private static String host(String text) {
    return HostName.parse(text, text).toLowerCase(Locale.ROOT);
  }
}
