package dev.closewatch.analyzer.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.Violation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The network cuts where it likes: every cut of every sample tells the same. */
class FrameReaderCutTest {
  /** Beyond this there are too many pairs of cuts; each single cut is tried all the same. */
  private static final int PAIRS_UP_TO_BYTES = 200;

  static List<SampleStream> samples() {
    return SampleStream.all();
  }

  static List<SampleStream> shortSamples() {
    return samples().stream().filter(s -> s.frames().size() <= PAIRS_UP_TO_BYTES).toList();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sample_inOnePiece_tellsWhatTheModelTells(SampleStream sample) {
    FrameModel model = new FrameModel(sample.sender(), sample.allowed(), sample.bytes());
    FrameLog log = log(sample).read(sample.bytes());

    assertThat(log.lines())
        .containsExactlyElementsOf(model.told().stream().map(FrameModel.Told::line).toList());
    assertThat(log.reader.cutIn()).isEqualTo(model.cutIn());
    assertThat(log.reader.betweenFrames()).isEqualTo(model.betweenFrames());
    assertThat(log.reader.closeEnd()).isEqualTo(model.closeEnd());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sample_cutOnce_tellsTheSame(SampleStream sample) {
    List<String> whole = log(sample).read(sample.bytes()).lines();
    ByteBuffer bytes = ByteBuffer.wrap(sample.bytes());
    for (int cut = 1; cut < bytes.capacity(); cut++) {
      FrameLog log = log(sample).read(bytes, 0, cut).read(bytes, cut, bytes.capacity());
      if (!log.lines().equals(whole)) {
        assertThat(log.lines()).as("cut at %d", cut).isEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shortSamples")
  void sample_cutTwice_tellsTheSame(SampleStream sample) {
    List<String> whole = log(sample).read(sample.bytes()).lines();
    ByteBuffer bytes = ByteBuffer.wrap(sample.bytes());
    int size = bytes.capacity();
    for (int first = 1; first < size; first++) {
      for (int second = first + 1; second < size; second++) {
        FrameLog log = log(sample);
        log.read(bytes, 0, first).read(bytes, first, second).read(bytes, second, size);
        if (!log.lines().equals(whole)) {
          assertThat(log.lines()).as("cuts at %d and %d", first, second).isEqualTo(whole);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sample_byteAtATime_tellsEachThingAtItsByte(SampleStream sample) {
    FrameModel model = new FrameModel(sample.sender(), sample.allowed(), sample.bytes());
    List<FrameModel.Told> expected = model.told();
    FrameLog log = log(sample);
    ByteBuffer bytes = ByteBuffer.wrap(sample.bytes());
    int told = 0;
    for (int i = 0; i < bytes.capacity(); i++) {
      log.read(bytes, i, i + 1);
      while (told < expected.size() && expected.get(told).after() == i + 1) {
        told++;
      }
      assertThat(log.size()).as("lines after %d bytes", i + 1).isEqualTo(told);
      assertThat(log.reader.closeEnd()).isEqualTo(model.closeEnd() == i + 1 ? i + 1 : -1);
    }
    assertThat(log.lines())
        .containsExactlyElementsOf(expected.stream().map(FrameModel.Told::line).toList());
    assertThat(log.reader.cutIn()).isEqualTo(model.cutIn());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sample_stoppedAtEachFrameEnd_tellsTheSame(SampleStream sample) {
    List<String> whole = log(sample).read(sample.bytes()).lines();
    ByteBuffer bytes = ByteBuffer.wrap(sample.bytes());
    FrameLog log = log(sample);
    int at = 0;
    while (at < bytes.capacity()) {
      at = log.reader.read(bytes, at, bytes.capacity(), true);
    }
    assertThat(at).isEqualTo(bytes.capacity());
    assertThat(log.lines()).isEqualTo(whole);
  }

  @Test
  void samples_together_showEveryViolationOfFrames() {
    assertThat(SampleStream.all()).hasSizeGreaterThanOrEqualTo(40);
    String all =
        SampleStream.all().stream()
            .flatMap(sample -> log(sample).read(sample.bytes()).lines().stream())
            .collect(Collectors.joining("\n"));

    assertThat(Stream.of(Violation.values()).filter(FrameReaderCutTest::shownByAFrame))
        .allSatisfy(violation -> assertThat(all).contains("violates " + violation.label()));
  }

  /** The others are read off what a Close says, which is not the reader's to judge. */
  private static boolean shownByAFrame(Violation violation) {
    return switch (violation) {
      case RESERVED_CLOSE_CODE, INVALID_CLOSE_CODE, MALFORMED_CLOSE -> false;
      default -> true;
    };
  }

  private static FrameLog log(SampleStream sample) {
    return new FrameLog(sample.sender(), sample.allowed());
  }
}
