package dev.closewatch.proxy.demo;

/** What client stacks call themselves. */
final class UserAgents {
  static final String CHROME =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/138.0.0.0 Safari/537.36";
  static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
  static final String SAFARI =
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
          + " Version/18.5 Safari/605.1.15";
  static final String OKHTTP = "okhttp/4.12.0";
  static final String NODE = "node";
  static final String PYTHON_WEBSOCKETS = "Python/3.11 websockets/12.0";
  static final String AIOHTTP = "Python/3.11 aiohttp/3.9.5";
  static final String TORNADO = "Tornado/6.4";
  static final String GO = "Go-http-client/1.1";
  static final String JDK = "Java-http-client/17.0.15";
  static final String IOS = "Quotes/5.1 CFNetwork/1568.200.51 Darwin/24.1.0";

  private UserAgents() {}
}
