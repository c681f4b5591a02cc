package dev.closewatch.proxy.catalogue;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.closewatch.analyzer.vocabulary.Lang;
import java.util.List;

/**
 * Two entries beside each other, in one language.
 *
 * <p>As JSON an object with these fields in this order:
 *
 * <pre>{@code
 * {"title":"1005 No Status Received vs 1008 Policy Violation","lang":"en","summary":"...",
 *  "differences":["...","..."],
 *  "sides":[{"entry":Entry,"whenSeen":["..."],"whenToUse":"..."},
 *           {"entry":Entry,"whenSeen":["..."],"whenToUse":"..."}]}
 * }</pre>
 *
 * @param title both in one line
 * @param summary the difference in a sentence or two
 * @param differences one sentence or more each; at least one
 * @param sides the two, in the order that was asked for
 */
public record Comparison(
    String title,
    @JsonSerialize(using = ToStringSerializer.class) Lang lang,
    String summary,
    List<String> differences,
    List<Side> sides) {

  /**
   * One of the two.
   *
   * @param whenSeen when one sees this and not the other
   * @param whenToUse when to send this and not the other
   */
  public record Side(Entry entry, List<String> whenSeen, String whenToUse) {}
}
