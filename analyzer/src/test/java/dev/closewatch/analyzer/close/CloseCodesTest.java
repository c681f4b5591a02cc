package dev.closewatch.analyzer.close;

import static dev.closewatch.analyzer.vocabulary.CloseKind.BAD_GATEWAY;
import static dev.closewatch.analyzer.vocabulary.CloseKind.GOING_AWAY;
import static dev.closewatch.analyzer.vocabulary.CloseKind.INTERNAL_ERROR;
import static dev.closewatch.analyzer.vocabulary.CloseKind.INVALID_PAYLOAD;
import static dev.closewatch.analyzer.vocabulary.CloseKind.MISSING_EXTENSION;
import static dev.closewatch.analyzer.vocabulary.CloseKind.NORMAL;
import static dev.closewatch.analyzer.vocabulary.CloseKind.OUT_OF_RANGE;
import static dev.closewatch.analyzer.vocabulary.CloseKind.POLICY;
import static dev.closewatch.analyzer.vocabulary.CloseKind.PRIVATE;
import static dev.closewatch.analyzer.vocabulary.CloseKind.PROTOCOL_ERROR;
import static dev.closewatch.analyzer.vocabulary.CloseKind.REGISTERED;
import static dev.closewatch.analyzer.vocabulary.CloseKind.RESERVED;
import static dev.closewatch.analyzer.vocabulary.CloseKind.SERVICE_RESTART;
import static dev.closewatch.analyzer.vocabulary.CloseKind.TOO_BIG;
import static dev.closewatch.analyzer.vocabulary.CloseKind.TRY_AGAIN_LATER;
import static dev.closewatch.analyzer.vocabulary.CloseKind.UNASSIGNED;
import static dev.closewatch.analyzer.vocabulary.CloseKind.UNSUPPORTED_DATA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.closewatch.analyzer.vocabulary.CloseKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Codes: RFC 6455 section 7.4 and the IANA registry, each of the 65536 that fit on the wire. */
class CloseCodesTest {
  /** The kind of each code, one range after the other, as the table in the RFC has them. */
  private static final List<CloseKind> KINDS = new ArrayList<>();

  static {
    add(1000, OUT_OF_RANGE); // 0-999: not used
    KINDS.addAll(List.of(NORMAL, GOING_AWAY, PROTOCOL_ERROR, UNSUPPORTED_DATA)); // from 1000
    KINDS.addAll(List.of(RESERVED, RESERVED, RESERVED)); // from 1004
    KINDS.addAll(List.of(INVALID_PAYLOAD, POLICY, TOO_BIG, MISSING_EXTENSION)); // from 1007
    KINDS.addAll(List.of(INTERNAL_ERROR, SERVICE_RESTART, TRY_AGAIN_LATER)); // from 1011
    KINDS.addAll(List.of(BAD_GATEWAY, RESERVED)); // from 1014
    add(2999 - 1016 + 1, UNASSIGNED); // 1016-2999: the protocol and its extensions
    add(1000, REGISTERED); // 3000-3999: libraries, frameworks, applications
    add(1000, PRIVATE); // 4000-4999: private use
    add(65535 - 5000 + 1, OUT_OF_RANGE);
  }

  private static void add(int count, CloseKind kind) {
    KINDS.addAll(Collections.nCopies(count, kind));
  }

  @Test
  void everyCode_onTheWire_hasTheKindOfItsRange() {
    assertThat(KINDS).hasSize(65536);
    for (int code = 0; code <= 65535; code++) {
      Close close = Close.read(new byte[] {(byte) (code >> 8), (byte) code}, 2);
      assertThat(close.code()).isEqualTo(code);
      assertThat(close.kind()).as("%d", code).isEqualTo(KINDS.get(code));
      assertThat(CloseCodes.kindOnWire(code)).as("%d", code).isEqualTo(KINDS.get(code));
    }
  }

  @Test
  void everyCode_onTheWire_isLegalIfAnEndpointMaySendIt() {
    for (int code = 0; code <= 65535; code++) {
      boolean defined =
          code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
      boolean free = code >= 3000 && code <= 4999;
      Close close = Close.read(new byte[] {(byte) (code >> 8), (byte) code, 'x'}, 3);
      assertThat(close.legal()).as("%d", code).isEqualTo(defined || free);
    }
  }

  @Test
  void noCode_onTheWire_isEmpty() {
    assertThat(KINDS).doesNotContain(CloseKind.EMPTY);
    for (int code = 0; code <= 65535; code++) {
      assertThat(CloseCodes.kindOnWire(code)).isNotEqualTo(CloseKind.EMPTY);
    }
  }

  @Test
  void kindsOnWire_areAllButTheTwoThatStandForNoClose() {
    assertThat(EnumSet.allOf(CloseKind.class).stream().filter(kind -> !kind.onWire()))
        .containsExactlyInAnyOrder(CloseKind.ABNORMAL, CloseKind.UNOBSERVED);
  }

  @Test
  void label_ofARegisteredCode_isItsNumber() {
    for (int code = 1000; code <= 1015; code++) {
      assertThat(CloseCodes.label(code, Set.of())).isEqualTo(Integer.toString(code));
    }
    for (int code : new int[] {3000, 3003, 3008}) {
      assertThat(CloseCodes.label(code, Set.of())).isEqualTo(Integer.toString(code));
    }
  }

  @Test
  void label_ofAnotherCode_isItsClass() {
    assertThat(CloseCodes.label(0, Set.of())).isEqualTo("out_of_range");
    assertThat(CloseCodes.label(999, Set.of())).isEqualTo("out_of_range");
    assertThat(CloseCodes.label(1016, Set.of())).isEqualTo("unassigned");
    assertThat(CloseCodes.label(2999, Set.of())).isEqualTo("unassigned");
    assertThat(CloseCodes.label(3001, Set.of())).isEqualTo("3xxx");
    assertThat(CloseCodes.label(3999, Set.of())).isEqualTo("3xxx");
    assertThat(CloseCodes.label(4000, Set.of())).isEqualTo("4xxx");
    assertThat(CloseCodes.label(4999, Set.of())).isEqualTo("4xxx");
    assertThat(CloseCodes.label(5000, Set.of())).isEqualTo("out_of_range");
    assertThat(CloseCodes.label(65535, Set.of())).isEqualTo("out_of_range");
  }

  @Test
  void label_ofNoCode_isNone() {
    assertThat(CloseCodes.label(Close.NO_CODE, Set.of())).isEqualTo("none");
  }

  @Test
  void label_ofAListedCode_isItsNumber() {
    Set<Integer> listed = Set.of(4401, 2000, 7);

    assertThat(CloseCodes.label(4401, listed)).isEqualTo("4401");
    assertThat(CloseCodes.label(2000, listed)).isEqualTo("2000");
    assertThat(CloseCodes.label(7, listed)).isEqualTo("7");
    assertThat(CloseCodes.label(4402, listed)).isEqualTo("4xxx");
  }

  @Test
  void labels_ofAllCodes_areAFewOnly() {
    Set<String> labels = new HashSet<>();
    for (int code = -1; code <= 65535; code++) {
      labels.add(CloseCodes.label(code, Set.of()));
    }
    assertThat(labels).hasSize(16 + 3 + 4 + 1);
  }

  @Test
  void label_ofAnEmptyCloseAndOf1005_isOneLabelForTwoKinds() {
    Close empty = Close.read(new byte[0], 0);
    Close wire = Close.read(new byte[] {0x03, (byte) 0xED}, 2);

    assertThat(CloseCodes.label(empty.code(), Set.of())).isEqualTo("1005");
    assertThat(CloseCodes.label(wire.code(), Set.of())).isEqualTo("1005");
    assertThat(empty.kind()).isNotEqualTo(wire.kind());
  }
}
