/** Analysis of WebSocket traffic, free of I/O, threads and clocks. */
module dev.closewatch.analyzer {
  requires static transitive org.jspecify;

  exports dev.closewatch.analyzer;
  exports dev.closewatch.analyzer.close;
  exports dev.closewatch.analyzer.event;
  exports dev.closewatch.analyzer.finding;
  exports dev.closewatch.analyzer.frame;
  exports dev.closewatch.analyzer.peer;
  exports dev.closewatch.analyzer.policy;
  exports dev.closewatch.analyzer.stack;
  exports dev.closewatch.analyzer.traffic;
  exports dev.closewatch.analyzer.vocabulary;
}
