package dev.closewatch.proxy.catalogue;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.closewatch.analyzer.vocabulary.Lang;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a code, of a range of codes, or of an end without a code, in one
 * language. Texts are plain, in whole sentences unless said otherwise.
 *
 * <p>As JSON an object with these fields in this order, all of them always there:
 *
 * <pre>{@code
 * {"id":"4000-4999","code":4001,"first":4000,"last":4999,"name":null,"title":"private use",
 *  "heading":"4001 (private use, 4000-4999)","lang":"en","brief":"...","meaning":"...",
 *  "whenSeen":["..."],"howToFix":["..."],"whenToSend":"...",
 *  "onWire":{"allowed":true,"text":"..."},
 *  "who":{"actors":["client","service"],"text":"..."},
 *  "counting":{"labels":[{"code":"4xxx","kind":"private"}],"text":"..."}}
 * }</pre>
 *
 * @param id {@code 1005}, {@code 4000-4999}, {@code no-close} or {@code one-byte-close}
 * @param code the code that was asked for, or the only one; null for a whole range and for an end
 *     without a code
 * @param first the first code of the range, {@code code} itself for a single code; null for an end
 *     without a code
 * @param last the last code likewise
 * @param name the registered name, the same in every language; null if there is none
 * @param title the name in this language, a phrase without a capital unless it is the registered
 *     one
 * @param heading code, name and title in one line
 * @param brief the meaning in half a sentence, without a capital or a full stop
 * @param meaning what it means
 * @param whenSeen when one sees it: the cases
 * @param howToFix what to do about it: the steps
 * @param whenToSend when an endpoint should send it
 * @param onWire whether a Close may look like this
 * @param who who has to act
 * @param counting how closewatch counts it
 */
public record Entry(
    String id,
    @Nullable Integer code,
    @Nullable Integer first,
    @Nullable Integer last,
    @Nullable String name,
    String title,
    String heading,
    @JsonSerialize(using = ToStringSerializer.class) Lang lang,
    String brief,
    String meaning,
    List<String> whenSeen,
    List<String> howToFix,
    String whenToSend,
    OnWire onWire,
    Who who,
    Counting counting) {

  /** Whether an endpoint may send a Close like this, and a sentence on it. */
  public record OnWire(boolean allowed, String text) {}

  /** Who has to act, the likeliest first, and a sentence on it. */
  public record Who(List<Actor> actors, String text) {}

  /** The labels that it is counted under, the commonest first, and what there is to say of them. */
  public record Counting(List<Label> labels, String text) {
    /** Returns the kinds among the labels, each once. */
    List<String> kinds() {
      return labels.stream().map(Label::kind).distinct().toList();
    }
  }

  /** Two labels of {@code closewatch_closes_total}, as they are unless the code is listed. */
  public record Label(String code, String kind) {}

  /** Returns what a sentence calls it: the code, else the range, else the title. */
  String subject() {
    return code != null ? code.toString() : first != null ? id : title;
  }

  /** Returns the heading without the title if there is a name. */
  String shortHeading() {
    return name != null ? subject() + " " + name : heading;
  }
}
