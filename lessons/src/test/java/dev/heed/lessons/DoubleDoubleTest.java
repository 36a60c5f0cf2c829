package dev.heed.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden numbers: Python's decimal module at 60 digits, {@code float(Decimal(x).ln())}. */
class DoubleDoubleTest {
  @ParameterizedTest
  @CsvSource({
    "0x1.fffffffffffffp-1, -0x1.0000000000000p-53",
    "0x1.ffffffffffffep-1, -0x1.0000000000001p-52",
    "0x1.0000000000001p+0, 0x1.fffffffffffffp-53",
    "0x1.0000000000000p+0, 0x0.0p+0",
    "0x1.0000000000000p-1, -0x1.62e42fefa39efp-1",
    "0x1.0000000000000p+1, 0x1.62e42fefa39efp-1",
    "0x1.0000000000000p-104, -0x1.205966f2b4f12p+6",
    "0x1.fffffca501acbp-1, -0x1.ad7f2b1049b9fp-24",
    "0x1.6a09e65dc27dfp-1, -0x1.62e4300c77ae8p-2",
    "0x1.6a09e667f3bcdp-1, -0x1.62e42fefa39eep-2",
    "0x1.999999999999ap-4, -0x1.26bb1bbb55515p+1",
    "0x1.3333333333333p-2, -0x1.34378fcbda721p+0",
    "0x1.79ca10c924223p-67, -0x1.7069e2aa2aa5bp+5",
    "0x1.7e43c8800759cp+996, 0x1.5963447f87fb5p+9",
    "0x1.3eecf89059360p-1, -0x1.e4ba347bd50a3p-2",
    "0x1.7bcb8116f23eep-1, -0x1.31dc9e373ca1bp-2",
    "0x1.97239c6c3047fp-1, -0x1.d556ee825f5d8p-3",
    "0x1.e288d7f5db50cp-1, -0x1.e58e9ff1e0a6dp-5",
    "0x1.7ad3fc69bae32p-1, -0x1.3478d35ee28afp-2",
    "0x1.d83afb61ec2c4p-1, -0x1.4b315ddc633f1p-4",
    "0x1.db38beb9086e0p-6, -0x1.c527de3f8d8aap+1",
    "0x1.dccc2f63529c2p-2, -0x1.875cc79625280p-1",
    "0x1.e2ffa6cff07a8p-1, -0x1.ddae9675ea96cp-5",
    "0x1.4c46648351904p-1, -0x1.babd0b61cde5ap-2"
  })
  void logarithmsAreRoundedCorrectly(String x, String logarithm) {
    assertThat(DoubleDouble.log(Double.parseDouble(x))).isEqualTo(Double.parseDouble(logarithm));
  }
}
