package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.vocabulary.Sender.CLIENT;
import static dev.closewatch.analyzer.vocabulary.Sender.SERVICE;
import static dev.closewatch.analyzer.vocabulary.TcpEndHow.FIN;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What many did in the same second is held against no client. */
class MassCloseTest {
  private final Story story = Story.begins();
  private final Visitor bot = story.client("bot").runs(HOME_MADE);

  @Test
  void endsWithNoClose_thatWerePartOfIt_makeNoVanisher() {
    bot.times(9, Visitor::vanishes);
    bot.times(30, b -> b.connects().ends(CLIENT, FIN).ends(SERVICE, FIN).isOverWithManyOthers());
    story.accusesNobody();

    bot.times(1, Visitor::vanishes);
    story.accuses("client bot vanisher");
    assertThat(story.view("bot").flags().get(0).evidence())
        .as("they count neither way")
        .containsEntry("closes", 10);
  }

  @Test
  void unansweredCloses_thatWerePartOfIt_areNotIgnored() {
    bot.times(
        30,
        b ->
            b.connects()
                .service(sends -> sends.close(1012))
                .later(ofSeconds(3))
                .ends(SERVICE, FIN)
                .ends(CLIENT, FIN)
                .isOverWithManyOthers());

    story.accusesNobody();
  }

  @Test
  void endsOfShortConnections_thatWerePartOfIt_makeNoStorm() {
    bot.times(
        100,
        b ->
            b.connects()
                .client(sends -> sends.close(1001))
                .service(sends -> sends.close(1001))
                .ends(CLIENT, FIN)
                .ends(SERVICE, FIN)
                .isOverWithManyOthers());

    story.accusesNobody();
  }

  @Test
  void whatNoDeployCanCause_isHeldAgainstAClientAllTheSame() {
    bot.connects()
        .client(sends -> sends.close(1005))
        .service(sends -> sends.close(1002))
        .ends(CLIENT, FIN)
        .ends(SERVICE, FIN)
        .isOverWithManyOthers();

    story.accuses("client bot illegal_close");
  }

  @Test
  void theServicesOwnEnds_areTheServicesStill() {
    bot.times(10, b -> b.connects().ends(SERVICE, FIN).ends(CLIENT, FIN).isOverWithManyOthers());

    story.accuses("service service-1 vanisher");
  }
}
