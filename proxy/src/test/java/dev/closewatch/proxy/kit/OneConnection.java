package dev.closewatch.proxy.kit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests that begin with one open connection, through a proxy of its own. */
public abstract class OneConnection {
  protected RawService service;
  protected Proxy proxy;
  protected Proxy.Pair pair;

  /** Sets what the test needs of the proxy. */
  protected abstract void configure(Proxy.Settings settings);

  @BeforeEach
  protected void openAConnection() {
    service = new RawService();
    Proxy.Settings settings = new Proxy.Settings();
    configure(settings);
    proxy = settings.start(service.port());
    pair = proxy.open(service);
  }

  @AfterEach
  protected void closeAll() {
    pair.close();
    proxy.close();
    service.close();
  }
}
