package dev.closewatch.proxy.catalogue;

import com.fasterxml.jackson.annotation.JsonValue;

/** Who has to act on a close. */
public enum Actor {
  CLIENT("client"),
  SERVICE("service"),
  /** A proxy, a gateway, a load balancer, the network. */
  BETWEEN("between"),
  NOBODY("nobody");

  private final String label;

  Actor(String label) {
    this.label = label;
  }

  /** Returns the word that stands in JSON and in the data files. */
  @JsonValue
  public String label() {
    return label;
  }
}
