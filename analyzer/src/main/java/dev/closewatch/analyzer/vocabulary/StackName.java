package dev.closewatch.analyzer.vocabulary;

/** The client stacks that metrics tell apart, by what their User-Agent says. */
public enum StackName implements Labelled {
  /** Chrome, and what is built on Chromium. */
  CHROME("chrome"),
  /** Firefox. */
  FIREFOX("firefox"),
  /** Safari, on any system. */
  SAFARI("safari"),
  /** OkHttp, as on Android. */
  OKHTTP("okhttp"),
  /** Applications on Apple's systems that use its networking library. */
  IOS("ios"),
  /** Node.js, its own client. */
  NODE("node"),
  /** The undici library. */
  UNDICI("undici"),
  /** The client of the JDK, java.net.http. */
  JDK("jdk"),
  /** The Python library websockets. */
  PYTHON_WEBSOCKETS("python-websockets"),
  /** The Python library aiohttp. */
  AIOHTTP("aiohttp"),
  /** The Python library Tornado. */
  TORNADO("tornado"),
  /** Go's HTTP client and what is built on it. */
  GO("go"),
  /** .NET. */
  DOTNET("dotnet"),
  /** It says what it is, and it is none of these. */
  OTHER("other"),
  /** It does not say what it is. */
  UNKNOWN("unknown");

  private final String label;

  StackName(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
