package dev.closewatch.proxy.demo;

import java.util.Arrays;

/**
 * What a request to the demo's service is for.
 *
 * @param path without the query
 * @param hasToken whether the query has a parameter {@code token}
 */
record ServiceTarget(String path, boolean hasToken) {
  /** Answered with 401. */
  static final String PRIVATE = "/private";

  /** Answered with 403. */
  static final String FORBIDDEN = "/forbidden";

  /** Echoes, until the client has been silent for too long: then TCP ends with no Close. */
  static final String IDLE = "/idle";

  /** Echoes text; a binary message is closed on with 1003. */
  static final String TEXT_ONLY = "/text";

  /**
   * {@code /end/1012} echoes the first message and then closes with 1012; any number from 0 to
   * 65535 goes out as it is, legal or not.
   */
  static final String END = "/end/";

  /** Behind {@link #END}: a Close without a body. */
  static final String END_EMPTY = "empty";

  /** Behind {@link #END}: the end of TCP without a Close. */
  static final String END_WITHOUT_CLOSE = "none";

  static ServiceTarget parse(String target) {
    int question = target.indexOf('?');
    if (question < 0) {
      return new ServiceTarget(target, false);
    }
    boolean token =
        Arrays.stream(target.substring(question + 1).split("&", -1))
            .anyMatch(parameter -> parameter.startsWith("token="));
    return new ServiceTarget(target.substring(0, question), token);
  }

  /** Returns whether the service ends connections to this path after their first message. */
  boolean endsFirst() {
    return path.startsWith(END);
  }

  /** Returns how it ends them: a code, {@link #END_EMPTY} or {@link #END_WITHOUT_CLOSE}. */
  String howItEnds() {
    return path.substring(END.length());
  }

  /** Returns whether the service has such a path. */
  boolean known() {
    return !endsFirst()
        || howItEnds().equals(END_EMPTY)
        || howItEnds().equals(END_WITHOUT_CLOSE)
        || (howItEnds().matches("[0-9]{1,5}") && Integer.parseInt(howItEnds()) <= 65_535);
  }
}
