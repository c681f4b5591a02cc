package dev.closewatch.proxy.process;

import dev.closewatch.proxy.config.ConfigSource;
import dev.closewatch.proxy.reload.FileWatch;
import dev.closewatch.proxy.server.ProxyServer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;

/** Has the configuration read again when its file has changed, and at SIGHUP. */
final class Reloading {
  private static final Logger LOG = System.getLogger(Reloading.class.getName());

  private final FileWatch files = new FileWatch();
  private final ConfigSource source;
  private final ProxyServer server;

  private Reloading(ConfigSource source, ProxyServer server) {
    this.source = source;
    this.server = server;
  }

  /** Begins, for as long as the server runs. */
  static Reloading of(ConfigSource source, ProxyServer server) {
    Reloading reloading = new Reloading(source, server);
    source.file().map(Path::of).map(List::of).ifPresent(reloading::watch);
    Signals.on("HUP", reloading::hangUp);
    return reloading;
  }

  private void watch(List<Path> file) {
    files.watch(file, this::reload);
  }

  private void hangUp() {
    if (source.file().isPresent()) {
      reload();
    } else {
      LOG.log(Level.WARNING, "there is no configuration file that could be read again");
    }
  }

  private void reload() {
    server.reload(source.read());
  }

  /** The file is looked at no more. */
  void close() {
    files.close();
  }
}
