package dev.closewatch.analyzer;

import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.event.CloseEvent;
import dev.closewatch.analyzer.policy.PolicyVerdict;
import dev.closewatch.analyzer.policy.PolicyVerdict.Evidence;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.Ending;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;
import org.junit.jupiter.api.Test;

/** A close with 1008, or a code that means the same, carries why it happened. */
class PolicyCloseTest {
  private static final long SECOND_NANOS = 1_000_000_000L;

  @Test
  void policyClose_withATellingReason_hasItsCauseAndTheOffendersTraffic() {
    CloseEvent event =
        Dialogue.opens()
            .later(7_000)
            .client(sends -> sends.text("a").text("b"))
            .service(sends -> sends.text("what the service sends is not the offender's"))
            .later(250)
            .service(sends -> sends.close(1008, "slow down"))
            .client(sends -> sends.close(1008))
            .ends(CLIENT, TcpEndHow.FIN)
            .ends(SERVICE, TcpEndHow.FIN)
            .event();

    assertThat(event.policy())
        .isEqualTo(
            new PolicyVerdict(
                PolicyCause.RATE,
                CauseBasis.REASON,
                new Evidence("slow down", 2, 2, 7_250_000_000L, 250_000_000L)));
    assertThat(event.ending()).isEqualTo(Ending.POLICY);
  }

  @Test
  void policyClose_withoutAReasonBehindABurst_isAboutTheRateOfFragmentedMessagesToo() {
    Dialogue dialogue = Dialogue.opens().later(30_000);
    for (int i = 0; i < 200; i++) {
      dialogue.client(sends -> sends.notFinal().text("x").ping().continuation("y"));
    }
    CloseEvent event =
        dialogue.service(sends -> sends.close(1008)).ends(SERVICE, TcpEndHow.FIN).event();

    PolicyVerdict policy = event.policy();
    assertThat(policy).isNotNull();
    assertThat(policy.cause()).isEqualTo(PolicyCause.RATE);
    assertThat(policy.basis()).isEqualTo(CauseBasis.TRAFFIC);
    assertThat(policy.evidence().messages1s()).isEqualTo(200);
    assertThat(policy.evidence().ageNanos()).isEqualTo(30 * SECOND_NANOS);
  }

  @Test
  void mappedCode_isAPolicyCloseAndKeepsItsKind() {
    CloseEvent event =
        Dialogue.opens().service(sends -> sends.close(4401)).ends(SERVICE, TcpEndHow.FIN).event();

    assertThat(event.policy()).isNotNull();
    assertThat(event.policy().cause()).isEqualTo(PolicyCause.AUTH);
    assertThat(event.kind().label()).isEqualTo("private");
    assertThat(event.ending()).isEqualTo(Ending.POLICY);
  }

  @Test
  void answerWith1008_isNoPolicyClose() {
    CloseEvent event =
        Dialogue.opens()
            .client(sends -> sends.close(1000))
            .service(sends -> sends.close(1008, "rate limit"))
            .ends(SERVICE, TcpEndHow.FIN)
            .event();

    assertThat(event.policy()).isNull();
  }

  @Test
  void missingReply_saysForHowLongThereHadBeenTimeForOne() {
    CloseEvent event =
        Dialogue.opens()
            .holdsBackFrom(SERVICE)
            .service(sends -> sends.close(1001))
            .later(400)
            .passesOnFrom(SERVICE)
            .later(2_500)
            .ends(SERVICE, TcpEndHow.FIN)
            .later(9_000)
            .ends(CLIENT, TcpEndHow.FIN)
            .event();

    assertThat(event.unansweredNanos()).isEqualTo(2_500_000_000L);
  }

  @Test
  void missingReply_toACloseThatNeverReachedTheOtherSide_isTimedByNothing() {
    CloseEvent event =
        Dialogue.opens()
            .holdsBackFrom(SERVICE)
            .service(sends -> sends.close(1001))
            .later(5_000)
            .ends(CLIENT, TcpEndHow.RESET)
            .event();

    assertThat(event.unansweredNanos()).isNull();
  }
}
