package dev.closewatch.analyzer.peer;

import dev.closewatch.analyzer.stack.ClientStack;
import dev.closewatch.analyzer.vocabulary.Habit;
import dev.closewatch.analyzer.vocabulary.StackName;
import org.jspecify.annotations.Nullable;

/** Client stacks as they introduce themselves, with the habits that were measured of them. */
enum Stacks {
  CHROMIUM("Mozilla/5.0 Chrome/138.0.0.0 Safari/537.36", StackName.CHROME, Habit.USUAL),
  FIREFOX("Mozilla/5.0 Gecko/20100101 Firefox/140.0", StackName.FIREFOX, Habit.USUAL),
  UNDICI("undici", StackName.UNDICI, Habit.USUAL),
  NODE("node", StackName.NODE, Habit.USUAL),
  TORNADO("Tornado/6.2", StackName.TORNADO, Habit.USUAL),
  AUTOBAHN("AutobahnPython/22.7.1", StackName.OTHER, Habit.USUAL),
  DART("Dart/3.4 (dart:io)", StackName.OTHER, Habit.USUAL),
  JDK("Java-http-client/17.0.15", StackName.JDK, Habit.UNUSUAL),
  PYTHON_WEBSOCKETS("Python/3.11 websockets/10.4", StackName.PYTHON_WEBSOCKETS, Habit.UNUSUAL),
  AIOHTTP("Python/3.11 aiohttp/3.8.6", StackName.AIOHTTP, Habit.UNUSUAL),
  OKHTTP("okhttp/4.12.0", StackName.OKHTTP, Habit.UNUSUAL),
  HOME_MADE("acme-bot/2.1", StackName.OTHER, Habit.UNKNOWN),

  /** Sends no User-Agent, as do websocket-client and Java-WebSocket. */
  NPM_WS(null, StackName.UNKNOWN, Habit.UNKNOWN);

  final @Nullable String userAgent;
  private final StackName stackName;
  private final Habit emptyClose;

  Stacks(@Nullable String userAgent, StackName stackName, Habit emptyClose) {
    this.userAgent = userAgent;
    this.stackName = stackName;
    this.emptyClose = emptyClose;
  }

  ClientStack stack() {
    boolean answersByApplication = this == OKHTTP;
    boolean browser = this == CHROMIUM || this == FIREFOX;
    return new ClientStack(stackName, stackName.label(), emptyClose, answersByApplication, browser);
  }
}
