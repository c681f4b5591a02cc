package dev.closewatch.analyzer.vocabulary;

/** What can be found out about a service as a whole, or about what stands before it. */
public enum FindingName implements Labelled {
  /** Many connections ended in the same second in the same way: a reload or a deploy. */
  MASS_CLOSE("mass_close"),
  /** Connections end with no Close at one age, or after one time of silence. */
  IDLE_TIMER("idle_timer"),
  /** Something between the peers takes the codes out of Closes. */
  CODE_STRIPPING("code_stripping"),
  /** One service instance ends badly far more often than the rest. */
  OUTLIER_INSTANCE("outlier_instance"),
  /** One client stack ends badly far more often than the rest. */
  OUTLIER_STACK("outlier_stack"),
  /** Nearly all connections come from a few addresses: a proxy in front hides who they are. */
  IDENTITY_COLLAPSED("identity_collapsed");

  private final String label;

  FindingName(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
