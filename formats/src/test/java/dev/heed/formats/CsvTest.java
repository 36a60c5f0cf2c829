package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  private static final double[] ONE_TO_SIX = {1, 2, 3, 4, 5, 6};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2,3\n4,5,6\n",
        "1,2,3\n4,5,6",
        "1, 2 ,3\r\n 4,5,\t6\r\n",
        "1;2;3\r4;5;6\r",
        "1\t2\t3\n4\t5\t6\n",
        "1 2   3\n  4 \t5 6  \n",
        "1 2 3\n4\t5 6\n",
        "\uFEFF1,2,3\n4,5,6\n",
        "# a comment; with words\n\n1,2,3 # behind\n   \n4,5,6\n#\n",
        "+1,2.,3e0\n4.0,.5E+1,600e-2\n"
      })
  void everySeparatorMakesTheSameMatrix(String text) {
    Tensor matrix = Fixtures.text("a.csv", text);
    assertThat(matrix.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(matrix.shape().sizes()).containsExactly(2, 3);
    assertThat(matrix.toDoubleArray()).containsExactly(ONE_TO_SIX);
  }

  @Test
  void aColumnNeedsNoSeparator() {
    Tensor matrix = Fixtures.text("a.txt", "1\n2\n3\n");
    assertThat(matrix.shape().sizes()).containsExactly(3, 1);
  }

  @Test
  void wordsForWhatIsNotFiniteAreRead() {
    assertThat(Fixtures.text("a.csv", "nan,NaN,-nan\ninf,-inf,+Infinity\n").toDoubleArray())
        .containsExactly(
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY);
  }

  @Test
  void raggedRowsAreRefusedWithLineAndCounts() {
    assertThat(Fixtures.refusal("a.csv", "# x\n1,2,3\n4,5\n"))
        .isEqualTo(
            "a.csv, line 3: has 2 numbers and line 2 has 3: the rows of a matrix are equally long");
  }

  @Test
  void aHeaderLineIsRefusedWithAHint() {
    assertThat(Fixtures.refusal("a.csv", "\"one\",two\n1,2\n"))
        .contains("line 1", "'\"one\"'", "header line", "#");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2x", "0x1p3,2", "1,2f", "1,2d", "1,1e", "1,.", "1,--2", "1,1_000"})
  void whatOnlyLooksLikeANumberIsRefused(String text) {
    assertThat(Fixtures.refusal("a.csv", text)).contains("line 1, field ", "is not a number");
  }

  @Test
  void everyOtherFaultIsNamedAtItsPlace() {
    assertThat(Fixtures.refusal("a.csv", "1,,2")).contains("line 1, field 2", "is empty");
    assertThat(Fixtures.refusal("a.csv", "1,2,")).contains("line 1, field 3", "is empty");
    assertThat(Fixtures.refusal("a.csv", "1;2,5")).contains("decimals are written with a point");
    assertThat(Fixtures.refusal("a.csv", "1,1e999")).contains("exceeds the largest float64");
    assertThat(Fixtures.refusal("a.csv", "# only\n\n")).contains("holds no numbers");
    assertThat(Fixtures.refusal("a.csv", "")).isEqualTo("a.csv: is empty");
    assertThat(Fixtures.refusal("a.csv", "1,2\n\0")).contains("line 2", "binary");
    assertThat(Fixtures.refusal("a.csv", "\u001b[2Jx,y")).contains("'?[2Jx'");
  }

  @Test
  void aTextOfMoreNumbersThanTheLimitIsRefused() {
    byte[] text = "1 ".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
    assertThat(Fixtures.refusal("a.txt", text, 8 * 1024)).contains("limit", "8192 bytes");
  }

  @Test
  void aLineWithoutEndIsRefused() {
    assertThat(Fixtures.refusal("a.csv", "1,".repeat(1 << 23) + "1")).contains("longer than");
  }

  private static String written(Tensor tensor, char separator) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CsvWriter.write(out, tensor, separator, Place.in("a.csv"));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void numbersAreWrittenInFewDigitsAndReadBackExactly() throws IOException {
    double[] numbers = {
      0.1,
      -0.0,
      1 / 3.0,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      Double.NaN,
      Double.NEGATIVE_INFINITY,
      2
    };
    String text = written(Tensor.of(numbers, 2, 4).transpose(), ',');
    assertThat(text).startsWith("0.1,1.7976931348623157E308\n-0.0,nan\n");
    assertThat(Fixtures.text("a.csv", text).transpose().toDoubleArray()).containsExactly(numbers);
  }

  @Test
  void float32NumbersKeepTheirOwnDigits() throws IOException {
    float[] numbers = {0.1f, Float.MIN_VALUE, Float.MAX_VALUE, 16777216f};
    String text = written(Tensor.of(numbers, 2, 2), '\t');
    assertThat(text).startsWith("0.1\t1.4E-45\n");
    assertThat(Fixtures.text("a.tsv", text).toFloatArray()).containsExactly(numbers);
  }

  @Test
  void flagsAreWrittenAsOneAndZero() throws IOException {
    assertThat(written(Tensor.of(new byte[] {1, 0}, 1, 2), ' ')).isEqualTo("1 0\n");
  }

  @Test
  void wholeNumbersAreWrittenWithoutAPoint() throws IOException {
    int[] keys = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE};
    String text = written(Tensor.of(keys, 2, 2), ',');
    assertThat(text).isEqualTo("0,-1\n2147483647,-2147483648\n");
    assertThat(Fixtures.text("a.csv", text).to(DType.INT32).heapArray()).isEqualTo(keys);
  }

  @Test
  void onlyAMatrixWithNumbersIsWritten() {
    for (Tensor tensor :
        new Tensor[] {
          Tensor.of(new double[1]),
          Tensor.of(new double[3], 3),
          Tensor.of(new double[8], 2, 2, 2),
          Tensor.of(new double[0], 0, 3)
        }) {
      Fixtures.sentence("a.csv", catchThrowable(() -> written(tensor, ',')));
    }
  }
}
