package dev.closewatch.proxy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is answered on the admin port.
 *
 * @param tokenFile where the tokens are, read again whenever it changes
 * @param auth whether it may do without a token where others than this machine can reach it
 * @param hosts names, in lower case, that a request without a token may ask for it by
 * @param given the token of the environment variable {@link #VARIABLE}
 */
public record AdminAccess(
    Optional<String> tokenFile, AdminAuth auth, List<String> hosts, Optional<AdminTokens> given) {
  /** Holds the token itself: on a command line others could see it. */
  public static final String VARIABLE = Environment.PREFIX + "ADMIN_TOKEN";

  /** What holds unless configured otherwise: no token, which is for the loopback only. */
  public static final AdminAccess DEFAULTS =
      new AdminAccess(Optional.empty(), AdminAuth.TOKEN, List.of(), Optional.empty());

  /** Keeps a copy. */
  public AdminAccess {
    hosts = List.copyOf(hosts);
  }

  /** Returns whether nobody is answered without a token. */
  public boolean asksForToken() {
    return tokenFile.isPresent() || given.isPresent();
  }

  /** Returns whether a token is needed to listen there, and none is given. */
  public boolean lacksToken(HostPort admin) {
    return !asksForToken() && auth == AdminAuth.TOKEN && !admin.isLoopback();
  }

  /** Returns what is wrong with an admin port of its own, as that of the demo is. */
  public static List<Fault> faults(
      HostPort admin, AdminAuth auth, @Nullable String tokenFile, Map<String, String> environment) {
    List<Fault> faults = new ArrayList<>();
    Optional<AdminTokens> token = given(environment.getOrDefault(VARIABLE, ""), faults);
    new AdminAccess(Optional.ofNullable(tokenFile), auth, List.of(), token)
        .check(admin, Settings.ADMIN.option(), faults);
    return faults;
  }

  /** Reads the token of the environment, or adds what is wrong with it. */
  static Optional<AdminTokens> given(String text, List<Fault> faults) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(AdminTokens.parse(text));
    } catch (IllegalArgumentException e) {
      faults.add(new Fault(VARIABLE, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  /**
   * Adds what does not go together, or cannot be used.
   *
   * @param where what a fault in the address is reported with
   */
  void check(HostPort admin, String where, List<Fault> faults) {
    if (tokenFile.isPresent() && given.isPresent()) {
      faults.add(new Fault(VARIABLE, "a token is given twice, here and by admin-token-file"));
    } else if (asksForToken() && auth == AdminAuth.NONE) {
      faults.add(new Fault("admin-auth", "is none, and yet a token is given"));
    } else if (lacksToken(admin)) {
      faults.add(
          new Fault(
              where,
              admin
                  + " can be reached from other machines, and no token guards it: stay on the"
                  + " loopback (--admin 127.0.0.1:"
                  + admin.port()
                  + "), give a token (--admin-token-file FILE, or "
                  + VARIABLE
                  + "), or say that it needs none (--admin-auth none)"));
    }
    tokenFile.ifPresent(file -> checkFile(file, faults));
  }

  private static void checkFile(String file, List<Fault> faults) {
    try {
      read(file);
    } catch (IllegalArgumentException e) {
      faults.add(new Fault("admin-token-file", String.valueOf(e.getMessage())));
    }
  }

  /**
   * Reads the tokens of a file.
   *
   * @throws IllegalArgumentException with one line that says why they cannot be used
   */
  public static AdminTokens read(String file) {
    String text = SecretFile.read(file);
    try {
      return AdminTokens.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(OneLine.quote(file) + " " + e.getMessage(), e);
    }
  }
}
