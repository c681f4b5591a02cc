package dev.closewatch.analyzer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.closewatch.fuzz.FuzzedRandom;

/**
 * Any connection that the model's script can tell of: the event is the model's.
 *
 * <p>Input: the script's decisions.
 */
class CloseEventFuzzTest {
  @FuzzTest
  void anyConnection_yieldsTheEventOfTheModel(byte[] input) {
    Script script = new Script(new FuzzedRandom(input));
    CloseEventModelTest.compare(script, FakeClock.startingAt(0), "a script");
  }
}
