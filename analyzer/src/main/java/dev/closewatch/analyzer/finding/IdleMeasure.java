package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.vocabulary.Labelled;

/** What a timer may measure, the likeliest first. */
enum IdleMeasure implements Labelled {
  /** Since the last byte of either side. */
  IDLE("idle") {
    @Override
    long nanos(AbnormalEnd end) {
      return Math.min(end.clientIdleNanos(), end.serviceIdleNanos());
    }
  },
  /** Since the client's last byte. */
  CLIENT_IDLE("client_idle") {
    @Override
    long nanos(AbnormalEnd end) {
      return end.clientIdleNanos();
    }
  },
  /** Since the service's last byte. */
  SERVICE_IDLE("service_idle") {
    @Override
    long nanos(AbnormalEnd end) {
      return end.serviceIdleNanos();
    }
  },
  /** Since the opening. */
  AGE("age") {
    @Override
    long nanos(AbnormalEnd end) {
      return end.ageNanos();
    }
  };

  private final String label;

  IdleMeasure(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  abstract long nanos(AbnormalEnd end);
}
