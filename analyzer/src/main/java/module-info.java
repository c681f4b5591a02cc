/** Analysis of WebSocket traffic, free of I/O, threads and clocks. */
@SuppressWarnings("requires-automatic") // DataSketches has neither a descriptor nor a module name.
module dev.closewatch.analyzer {
  requires datasketches.java;
  requires static transitive org.jspecify;

  exports dev.closewatch.analyzer;
  exports dev.closewatch.analyzer.close;
  exports dev.closewatch.analyzer.event;
  exports dev.closewatch.analyzer.explain;
  exports dev.closewatch.analyzer.finding;
  exports dev.closewatch.analyzer.frame;
  exports dev.closewatch.analyzer.peer;
  exports dev.closewatch.analyzer.policy;
  exports dev.closewatch.analyzer.sketch;
  exports dev.closewatch.analyzer.stack;
  exports dev.closewatch.analyzer.traffic;
  exports dev.closewatch.analyzer.vocabulary;
}
