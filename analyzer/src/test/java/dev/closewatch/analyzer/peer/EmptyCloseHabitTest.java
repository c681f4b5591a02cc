package dev.closewatch.analyzer.peer;

import static dev.closewatch.analyzer.peer.Stacks.CHROMIUM;
import static dev.closewatch.analyzer.peer.Stacks.FIREFOX;
import static dev.closewatch.analyzer.peer.Stacks.HOME_MADE;
import static dev.closewatch.analyzer.peer.Stacks.JDK;
import static dev.closewatch.analyzer.peer.Stacks.NPM_WS;
import static dev.closewatch.analyzer.peer.Stacks.PYTHON_WEBSOCKETS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose empty Closes say something, and whose do not. */
class EmptyCloseHabitTest {
  private final Story story = Story.begins();

  @ParameterizedTest
  @EnumSource(
      value = Stacks.class,
      names = {"CHROMIUM", "FIREFOX", "UNDICI", "NODE", "TORNADO", "AUTOBAHN", "DART"})
  void emptyCloses_ofAStackThatSendsThemByDefault_areNormal(Stacks stack) {
    story.client("visitor").runs(stack).times(100, Visitor::closesEmpty);

    story.accuses("client visitor reconnect_storm"); // it does come back every second
  }

  @Test
  void emptyCloses_ofAClientWithNoUserAgent_areOfUnknownHabit() {
    story.client("npm-ws").runs(NPM_WS).times(50, Visitor::closesEmpty);

    story.accusesNobody();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void emptyCloses_ofAClientWithABlankUserAgent_areOfUnknownHabit(String blank) {
    story.client("visitor").runs(NPM_WS).names(blank).times(50, Visitor::closesEmpty);

    story.accusesNobody();
  }

  @ParameterizedTest
  @EnumSource(
      value = Stacks.class,
      names = {"JDK", "PYTHON_WEBSOCKETS", "AIOHTTP", "OKHTTP", "HOME_MADE"})
  void emptyCloses_ofAStackThatSaysWhatItIsAndSendsACode_areFlagged(Stacks stack) {
    story.client("bot").runs(stack).times(10, Visitor::closesEmpty);

    story.accuses("client bot empty_close_habit");
  }

  @Test
  void emptyAnswers_areHeldAgainstNobody() {
    // To an empty Close as well as to a coded one: closes.md judges by the first Close.
    story
        .client("python")
        .runs(PYTHON_WEBSOCKETS)
        .times(
            30,
            v ->
                v.connects()
                    .service(sends -> sends.close(1000))
                    .client(sends -> sends.emptyClose())
                    .over());
    story
        .client("jdk")
        .runs(JDK)
        .times(
            30,
            v ->
                v.connects()
                    .client(sends -> sends.close(1000))
                    .service(sends -> sends.emptyClose())
                    .over());

    story.accusesNobody();
  }

  @Test
  void wire1005_isNoEmptyClose() {
    story.client("bot").runs(HOME_MADE).times(30, v -> v.closes(1005));

    story.accuses("client bot illegal_close");
  }

  @Test
  void emptyCloses_ofABrowserBesideABot_areNotComparedWithTheBots() {
    // One address, two stacks: the bot's share is of the bot's own closes.
    Visitor home = story.client("home");
    home.runs(CHROMIUM).times(30, Visitor::closesEmpty);
    home.runs(JDK).times(3, v -> v.closes(1000)).times(11, Visitor::closesEmpty);
    story.accusesNobody(); // 11 of 14, though 41 of 44 in all

    home.runs(JDK).times(1, Visitor::closesEmpty);
    story.accuses("client home empty_close_habit");
    assertThat(story.view("home").flags().get(0).evidence())
        .containsEntry("emptyCloses", 12)
        .containsEntry("closesStarted", 15);
  }

  @Test
  void emptyCloses_inManyBrowsers_makeNoShareForABot() {
    Visitor home = story.client("home");
    home.runs(FIREFOX).times(9, Visitor::closesEmpty);
    home.runs(JDK).times(9, Visitor::closesEmpty);

    story.accusesNobody();
  }

  @Test
  void emptyCloses_ofAnInstanceOfTheService_areAFindingJustAsMuch() {
    story
        .client("visitor")
        .runs(CHROMIUM)
        .goesTo("service-2")
        .times(
            10,
            v ->
                v.connects()
                    .service(sends -> sends.emptyClose())
                    .client(sends -> sends.emptyClose())
                    .over());

    story.accuses("service service-2 empty_close_habit");
  }
}
