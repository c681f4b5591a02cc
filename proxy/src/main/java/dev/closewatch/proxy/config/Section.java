package dev.closewatch.proxy.config;

/** What a setting is about; settings are shown by section, in this order. */
public enum Section {
  ADDRESSES("Addresses"),
  ROUTES("Routes"),
  ADMIN_PORT("Admin port"),
  TLS("TLS"),
  REQUESTS("Requests"),
  LIMITS("Limits"),
  TIMEOUTS("Timeouts"),
  ENDING("Ending the proxy"),
  PEERS("Peers and causes"),
  METRICS("Metrics"),
  EVENTS("Events"),
  PRIVACY("Privacy"),
  SYSTEM("System");

  private final String title;

  Section(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
