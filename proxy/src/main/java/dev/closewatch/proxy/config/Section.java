package dev.closewatch.proxy.config;

/** What a setting is about; settings are shown by section, in this order. */
public enum Section {
  ADDRESSES("Addresses"),
  REQUESTS("Requests"),
  LIMITS("Limits"),
  TIMEOUTS("Timeouts"),
  ENDING("Ending the proxy"),
  PEERS("Peers and causes"),
  METRICS("Metrics"),
  EVENTS("Events"),
  SYSTEM("System");

  private final String title;

  Section(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
