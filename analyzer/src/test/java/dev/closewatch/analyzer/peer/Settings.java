package dev.closewatch.analyzer.peer;

import java.time.Duration;

/** The defaults, with some of them changed. */
final class Settings {
  private int maxPeers = RuleSettings.DEFAULTS.maxPeers();
  private int illegalCloses = RuleSettings.DEFAULTS.illegalCloses();
  private Duration window = RuleSettings.DEFAULTS.window();

  private Settings() {}

  static Settings with() {
    return new Settings();
  }

  Settings maxPeers(int most) {
    maxPeers = most;
    return this;
  }

  Settings illegalCloses(int least) {
    illegalCloses = least;
    return this;
  }

  Settings window(Duration time) {
    window = time;
    return this;
  }

  RuleSettings build() {
    RuleSettings usual = RuleSettings.DEFAULTS;
    return new RuleSettings(
        maxPeers,
        window,
        usual.expiry(),
        usual.emptyCloses(),
        usual.emptyShare(),
        usual.policyCloses(),
        usual.policyShare(),
        usual.loopReturns(),
        usual.returnWithin(),
        illegalCloses,
        usual.violatingConnections(),
        usual.vanished(),
        usual.vanishedShare(),
        usual.ignoredCloses(),
        usual.answerTime(),
        usual.stormReturns(),
        usual.stormLife(),
        usual.sharedUserAgents(),
        usual.sharedOpen());
  }
}
