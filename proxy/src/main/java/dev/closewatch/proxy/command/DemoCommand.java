package dev.closewatch.proxy.command;

import dev.closewatch.proxy.config.AdminAccess;
import dev.closewatch.proxy.config.AdminAuth;
import dev.closewatch.proxy.config.EventsTarget;
import dev.closewatch.proxy.config.Fault;
import dev.closewatch.proxy.config.HostPort;
import dev.closewatch.proxy.config.SecretFile;
import dev.closewatch.proxy.config.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code demo}: the proxy with something to look at, on one machine. */
record DemoCommand(Runner runner, Map<String, String> environment, Console console)
    implements Command {
  private static final Syntax<AdminAuth> AUTH = AdminAuth.SYNTAX;
  private static final Syntax<String> TOKEN_FILE = SecretFile.SYNTAX;
  private static final Syntax<Integer> PORT = Syntax.number("N", 0, 65535);
  private static final Syntax<Integer> SECONDS = Syntax.number("N", 1, 86400);
  private static final int DEFAULT_PORT = 8080;
  private static final HostPort DEFAULT_ADMIN = new HostPort("127.0.0.1", 9464);

  @Override
  public CommandSpec spec() {
    return Options.spec(
            "demo",
            this,
            "[--port N] [--admin HOST:PORT] [OPTION...]",
            "Starts an echo service, simulated peers that behave and misbehave, and the proxy"
                + " between them; needs nothing else. Prints the addresses to open.")
        .addOption(
            Options.value(
                "--port",
                PORT.placeholder(),
                "Options",
                "Where clients connect, 0 for any free port. Default: " + DEFAULT_PORT + "."))
        .addOption(
            Options.value(
                "--admin",
                HostPort.SYNTAX.placeholder(),
                "Options",
                "Where metrics, health checks and the API are, port 0 for any free"
                    + " one. Default: "
                    + DEFAULT_ADMIN
                    + "."))
        .addOption(
            Options.value(
                "--admin-auth",
                AUTH.placeholder(),
                "Options",
                "Anywhere but on the loopback those need the token of "
                    + AdminAccess.VARIABLE
                    + "; none lets them do without. Default: token."))
        .addOption(
            Options.value(
                "--admin-token-file",
                TOKEN_FILE.placeholder(),
                "Options",
                "Has that token, instead of the variable."))
        .addOption(
            Options.value(
                "--events",
                EventsTarget.SYNTAX.placeholder(),
                "Options",
                "Where events go, one JSON object a line: a file, or - for standard output."))
        .addOption(
            Options.value(
                "--seconds",
                SECONDS.placeholder(),
                "Options",
                "Ends by itself after so long, "
                    + SECONDS.form()
                    + ". Default: runs until Ctrl-C."));
  }

  @Override
  public int run(ParseResult parsed) {
    List<Fault> faults = new ArrayList<>();
    Integer port = read(parsed, "--port", PORT, faults);
    HostPort admin = read(parsed, "--admin", HostPort.SYNTAX, faults);
    AdminAuth auth = read(parsed, "--admin-auth", AUTH, faults);
    String tokenFile = read(parsed, "--admin-token-file", TOKEN_FILE, faults);
    EventsTarget events = read(parsed, "--events", EventsTarget.SYNTAX, faults);
    Integer seconds = read(parsed, "--seconds", SECONDS, faults);
    DemoOptions options =
        new DemoOptions(
            port == null ? DEFAULT_PORT : port,
            admin == null ? DEFAULT_ADMIN : admin,
            auth == null ? AdminAuth.TOKEN : auth,
            tokenFile,
            events,
            seconds);
    faults.addAll(
        AdminAccess.faults(
            options.admin(), options.adminAuth(), options.adminTokenFile(), environment));
    if (options.port() != 0 && options.port() == options.admin().port()) {
      String both =
          "port " + options.port() + " is both where clients connect and where metrics are";
      faults.add(new Fault("--admin", both));
    }
    return faults.isEmpty() ? runner.demo(options) : console.faults(faults);
  }

  private static <T> @Nullable T read(
      ParseResult parsed, String name, Syntax<T> syntax, List<Fault> faults) {
    List<String> given = Options.given(parsed, name);
    if (given.isEmpty()) {
      return null;
    }
    try {
      return syntax.read().apply(given.get(0));
    } catch (IllegalArgumentException e) {
      faults.add(new Fault(name, String.valueOf(e.getMessage())));
      return null;
    }
  }
}
