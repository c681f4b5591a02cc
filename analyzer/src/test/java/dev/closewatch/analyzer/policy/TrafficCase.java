package dev.closewatch.analyzer.policy;

import dev.closewatch.analyzer.close.Close;
import dev.closewatch.analyzer.close.CloseCodes;
import dev.closewatch.analyzer.vocabulary.CauseBasis;
import dev.closewatch.analyzer.vocabulary.Opcode;
import dev.closewatch.analyzer.vocabulary.PolicyCause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of traffic-shapes.txt: what an offender had sent, and the verdict. */
record TrafficCase(
    String line, PolicyCause cause, CauseBasis basis, Close end, TrafficSample offender) {
  private static final Pattern PART = Pattern.compile("(\\d+) in ([\\d.]+)s until ([\\d.]+)s");
  private static final long OPENED = 1_000_000_007L;

  static List<TrafficCase> all() {
    return ReasonCases.lines("traffic-shapes.txt").stream().map(TrafficCase::parse).toList();
  }

  private static TrafficCase parse(String line) {
    List<String> columns = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    String[] verdict = columns.get(0).split(", ", 2);
    CauseBasis basis =
        Arrays.stream(CauseBasis.values())
            .filter(each -> each.label().equals(verdict[1]))
            .findFirst()
            .orElseThrow();
    int code = Integer.parseInt(columns.get(1));
    Close end = new Close(code, CloseCodes.kindOnWire(code), columns.get(2));
    TrafficSample offender = sample(columns.get(3), columns.get(4));
    return new TrafficCase(line, ReasonCases.cause(verdict[0]), basis, end, offender);
  }

  private static TrafficSample sample(String ageText, String parts) {
    double age = Double.parseDouble(ageText.substring(0, ageText.length() - 1));
    List<Double> times = new ArrayList<>();
    Matcher part = PART.matcher(parts);
    while (part.find()) {
      int count = Integer.parseInt(part.group(1));
      double seconds = Double.parseDouble(part.group(2));
      double last = age - Double.parseDouble(part.group(3));
      for (int i = 0; i < count; i++) {
        times.add(last - seconds * i / Math.max(count - 1, 1));
      }
    }
    Collections.sort(times);
    TrafficShape shape = new TrafficShape(OPENED);
    times.forEach(time -> shape.message(Opcode.TEXT, 100, nanos(time)));
    return shape.sample(nanos(age));
  }

  private static long nanos(double seconds) {
    return OPENED + Math.round(seconds * 1e9);
  }
}
