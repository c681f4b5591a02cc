package dev.closewatch.analyzer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.policy.PolicyVerdict.Evidence;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.CloseKind;
import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.Sender;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which closes are policy closes, and what decides their cause. */
class CauseFinderTest {
  private static final TrafficSample QUIET = new TrafficShape(0).sample(60_000_000_000L);

  private final CauseFinder finder = finder(PolicyCodes.DEFAULTS);

  static List<TrafficCase> trafficCases() {
    return TrafficCase.all();
  }

  @ParameterizedTest
  @MethodSource("trafficCases")
  void verdict_ofAWrittenCase_isTheOneWritten(TrafficCase written) {
    Map<Integer, PolicyCause> codes = new HashMap<>(PolicyCodes.DEFAULTS);
    codes.putAll(PolicyCodes.IANA);

    PolicyVerdict verdict = finder(codes).verdict(written.end(), Sender.CLIENT, written.offender());

    assertThat(verdict.cause()).as("%s", written.offender()).isEqualTo(written.cause());
    assertThat(verdict.basis()).isEqualTo(written.basis());
  }

  @ParameterizedTest
  @EnumSource(
      value = Initiator.class,
      names = {"CLIENT", "SERVICE"})
  void policyClose_startedByASide_isThatOfKindPolicyOrAMappedCode(Initiator initiator) {
    assertThat(finder.isPolicyClose(initiator, close(1008))).isTrue();
    assertThat(finder.isPolicyClose(initiator, close(4401))).isTrue();
    assertThat(finder.isPolicyClose(initiator, close(4403))).isTrue();
    assertThat(finder.isPolicyClose(initiator, close(4429))).isTrue();
    assertThat(finder.isPolicyClose(initiator, close(4400))).isFalse();
    assertThat(finder.isPolicyClose(initiator, close(3000))).isFalse();
    assertThat(finder.isPolicyClose(initiator, close(1000))).isFalse();
    assertThat(finder.isPolicyClose(initiator, new Close(1005, CloseKind.EMPTY, ""))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Initiator.class,
      mode = Mode.EXCLUDE,
      names = {"CLIENT", "SERVICE"})
  void policyClose_startedByNeitherSide_isNone(Initiator initiator) {
    assertThat(finder.isPolicyClose(initiator, close(1008))).isFalse();
    assertThat(finder.isPolicyClose(initiator, close(4401))).isFalse();
  }

  @Test
  void policyClose_malformed_isNone() {
    Close malformed = new Close(4401, CloseKind.MALFORMED, "");

    assertThat(finder.isPolicyClose(Initiator.SERVICE, malformed)).isFalse();
  }

  @Test
  void policyClose_withIanaCodes_isTheirsToo() {
    CauseFinder iana = finder(PolicyCodes.IANA);

    assertThat(iana.isPolicyClose(Initiator.SERVICE, close(3000))).isTrue();
    assertThat(iana.isPolicyClose(Initiator.SERVICE, close(3003))).isTrue();
    assertThat(iana.isPolicyClose(Initiator.SERVICE, close(3008))).isTrue();
    assertThat(iana.isPolicyClose(Initiator.SERVICE, close(4401))).isFalse();
  }

  @Test
  void verdict_byTheReason_carriesItsEvidence() {
    TrafficShape shape = new TrafficShape(0);
    shape.message(Opcode.TEXT, 10, 1_500_000_000L);

    assertThat(
            finder.verdict(
                close(1008, "Sorry, rate limited."), Sender.CLIENT, shape.sample(2_000_000_000L)))
        .isEqualTo(
            new PolicyVerdict(
                PolicyCause.RATE,
                CauseBasis.REASON,
                new Evidence("rate limited", 1, 1, 2_000_000_000L, 500_000_000L)));
  }

  @Test
  void verdict_byTheCode_namesIt() {
    assertThat(finder.verdict(close(4429), Sender.CLIENT, QUIET))
        .isEqualTo(
            new PolicyVerdict(
                PolicyCause.RATE,
                CauseBasis.CODE,
                new Evidence("4429", 0, 0, 60_000_000_000L, null)));
  }

  @Test
  void verdict_byNothing_isUnknownAndSaysSo() {
    assertThat(finder.verdict(close(1008, "bye"), Sender.CLIENT, QUIET))
        .isEqualTo(
            new PolicyVerdict(
                PolicyCause.UNKNOWN,
                CauseBasis.NONE,
                new Evidence("", 0, 0, 60_000_000_000L, null)));
  }

  @Test
  void code_mappedToUnknown_isPolicyAndLeavesTheCauseToTheTraffic() {
    CauseFinder mapped = finder(Map.of(4400, PolicyCause.UNKNOWN));
    TrafficSample young = new TrafficShape(0).sample(1_000_000_000L);

    assertThat(mapped.isPolicyClose(Initiator.CLIENT, close(4400))).isTrue();
    assertThat(mapped.verdict(close(4400), Sender.CLIENT, QUIET).basis())
        .isEqualTo(CauseBasis.NONE);
    assertThat(mapped.verdict(close(4400), Sender.CLIENT, young).basis())
        .isEqualTo(CauseBasis.TRAFFIC);
    assertThat(mapped.verdict(close(4400), Sender.SERVICE, young).basis())
        .as("a service need not say who it is")
        .isEqualTo(CauseBasis.NONE);
  }

  @Test
  void policyCode1008_mapped_tellsTheCauseWhereTheReasonDoesNot() {
    CauseFinder mapped = finder(Map.of(1008, PolicyCause.BANNED));

    assertThat(mapped.verdict(close(1008), Sender.CLIENT, QUIET).cause())
        .isEqualTo(PolicyCause.BANNED);
    assertThat(mapped.verdict(close(1008, "too fast"), Sender.CLIENT, QUIET).cause())
        .isEqualTo(PolicyCause.RATE);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_536})
  void code_thatNoLegalCloseCarries_isRefused(int code) {
    assertThatThrownBy(() -> finder(Map.of(code, PolicyCause.AUTH)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no legal Close has the code " + code);
    assertThatThrownBy(
            () -> new CauseFinder(ReasonWords.shipped(), Map.of(), Map.of(code, "anything")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no legal Close has the code " + code);
  }

  @Test
  void meaning_isOfALegalCloseWithThatCode() {
    CauseFinder finder =
        new CauseFinder(ReasonWords.shipped(), Map.of(), Map.of(4000, "logged in elsewhere"));

    assertThat(finder.meaning(close(4000))).isEqualTo("logged in elsewhere");
    assertThat(finder.meaning(close(4001))).isEmpty();
    assertThat(finder.meaning(new Close(4000, CloseKind.MALFORMED, ""))).isEmpty();
  }

  private static CauseFinder finder(Map<Integer, PolicyCause> codes) {
    return new CauseFinder(ReasonWords.shipped(), codes);
  }

  private static Close close(int code) {
    return close(code, "");
  }

  private static Close close(int code, String reason) {
    return new Close(code, CloseCodes.kindOnWire(code), reason);
  }
}
