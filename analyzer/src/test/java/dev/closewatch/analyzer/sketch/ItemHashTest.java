package dev.closewatch.analyzer.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hash is SipHash-2-4. */
class ItemHashTest {
  /** Key and message are those of the paper: bytes 0, 1, 2 and so on; the results are OpenSSL's. */
  @ParameterizedTest
  @CsvSource({
    "0, 310E0EDD47DB6F72",
    "2, 5A4FA9D909806C0D",
    "8, 6224939A79F5F593",
    "14, EEF27A8E90CA23F7",
    "62, 575FF28E60381BE5"
  })
  void hash_ofKnownMessages_isTheKnownOne(int messageBytes, String littleEndian) {
    ItemHash hash = new ItemHash(0x0706050403020100L, 0x0F0E0D0C0B0A0908L);
    StringBuilder item = new StringBuilder();
    for (int i = 0; i < messageBytes; i += 2) {
      item.append((char) (i | (i + 1) << 8));
    }

    long known = Long.reverseBytes(Long.parseUnsignedLong(littleEndian, 16));
    assertThat(hash.of(item.toString())).isEqualTo(known);
  }

  @Test
  void hash_ofItemsThatAreAlmostEqual_differs() {
    ItemHash hash = new ItemHash(1, 2);
    Set<Long> hashes = new HashSet<>();
    StringBuilder item = new StringBuilder();
    for (int i = 0; i <= 256; i++) {
      hashes.add(hash.of(item.toString()));
      item.append('\0');
    }
    assertThat(hashes).hasSize(257);
  }

  @Test
  void hash_withAnotherKey_differs() {
    assertThat(new ItemHash(1, 2).of("192.0.2.1"))
        .isNotEqualTo(new ItemHash(1, 3).of("192.0.2.1"))
        .isNotEqualTo(new ItemHash(0, 2).of("192.0.2.1"));
    assertThat(new ItemHash(1, 2).fingerprint()).isNotEqualTo(new ItemHash(2, 1).fingerprint());
  }
}
