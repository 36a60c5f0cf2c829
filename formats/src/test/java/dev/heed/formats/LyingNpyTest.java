package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that are wrong or lie about what follows. */
class LyingNpyTest {
  private static byte[] npy(String header, int payload) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer file = ByteBuffer.allocate(10 + text.length + payload);
    file.order(ByteOrder.LITTLE_ENDIAN);
    file.put(NpyHeader.MAGIC.getBytes(StandardCharsets.ISO_8859_1)).put((byte) 1).put((byte) 0);
    file.putShort((short) text.length).put(text);
    return file.array();
  }

  private static byte[] shaped(String shape, int payload) {
    return npy("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n", payload);
  }

  @Test
  void keysMayStandInAnyOrderWithEitherQuote() {
    byte[] file = npy("{\"shape\":(2L,), 'fortran_order' : True,'descr':\"<f4\"}", 8);
    Tensor tensor = Fixtures.single("a.npy", file);
    assertThat(tensor.shape().sizes()).containsExactly(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "(-1,) ~ negative axis",
        "(3, -2) ~ negative axis",
        "(2147483648,) ~ size 2147483648",
        "(99999999999999999999999999,) ~ size 9999999",
        "(2147483647, 2147483647, 2147483647) ~ more elements than a 64-bit count",
        "(2147483647, 2147483647, 2) ~ 36893488113059364872 bytes",
        "(2147483647, 2147483647) ~ there are 8",
        "(3,) ~ needs 12 bytes behind the header and there are 8: was the file cut off?",
        "(1,) ~ needs 4 bytes behind the header and there are 8: a file holds one array",
        "(2) ~ a shape of one axis is written (n,)",
        "(2,,) ~ whole number",
        "(2.0,) ~ should stand here",
        "2 ~ '(' should stand here",
        "(2, ~ whole number",
        "[2] ~ '(' should stand here"
      })
  void aShapeThatIsWrongIsRefusedInWords(String shape, String words) {
    assertThat(Fixtures.refusal("a.npy", shaped(shape, 8))).contains(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'descr': '<f4', 'fortran_order': False, } ~ 'shape' is missing",
        "{'descr': '<f4', 'shape': (2,), } ~ 'fortran_order' is missing",
        "{} ~ 'descr' is missing",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)} ~ twice",
        "{'shape': (2,), 'other': 1} ~ 'other' is unknown",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)} ~ must be True or False",
        "{'descr': 'f4', 'fortran_order': False, 'shape': (2,)} ~ byte order",
        "{'descr': '=f4', 'fortran_order': False, 'shape': (2,)} ~ byte order",
        "{'descr': '|f4', 'fortran_order': False, 'shape': (2,)} ~ byte order",
        "{'descr': '<f3', 'fortran_order': False, 'shape': (2,)} ~ 'f3' is not supported",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x ~ after the dictionary",
        "{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,)} ~ quoted word",
        "['descr'] ~ '{' should stand here",
        "{'descr ~ quoted word",
        "{'de\\x73cr': '<f4'} ~ escaped"
      })
  void aHeaderThatIsNoDictionaryOfThreeIsRefusedInWords(String header, String words) {
    assertThat(Fixtures.refusal("a.npy", npy(header, 8))).contains(words);
  }

  @Test
  void moreThan64AxesAreRefused() {
    String shape = "(" + "1,".repeat(65) + ")";
    assertThat(Fixtures.refusal("a.npy", shaped(shape, 4))).contains("more than 64 axes");
  }

  @Test
  void aHeaderOfGigabytesIsRefusedUnread() {
    byte[] file = Fixtures.numpy("version2.npy");
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
    assertThat(Fixtures.refusal("a.npy", file)).contains("claims 4294967295 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 255})
  void otherVersionsAreRefusedByNumber(int version) {
    byte[] file = Fixtures.numpy("version1.npy");
    file[6] = (byte) version;
    assertThat(Fixtures.refusal("a.npy", file)).contains("version " + version + ".0");
  }

  @Test
  void anArrayBeyondTheLimitIsRefusedWithBothNumbers() {
    byte[] file = shaped("(2,)", 8);
    assertThat(Fixtures.refusal("a.npy", file, 7)).contains("8 bytes", "7 bytes");
    assertThat(Fixtures.refusal("u1_c.npy", Fixtures.numpy("u1_c.npy"), 95)).contains("96 bytes");
  }

  @Test
  void controlCharactersOfAFileNeverReachTheMessage() {
    String header = "{'\u001b[31mred\u0007" + "x".repeat(9000) + "': 1}";
    assertThat(Fixtures.refusal("a.npy", npy(header, 8))).contains("'?[31mred?xxx");
  }
}
