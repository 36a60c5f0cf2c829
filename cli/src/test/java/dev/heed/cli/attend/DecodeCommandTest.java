package dev.heed.cli.attend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Ran;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeCommandTest {
  @TempDir private Path folder;

  private String file = "";

  @BeforeEach
  void write() throws IOException {
    file = write("qkv.npz", 4, 2, 60, 8);
  }

  private String write(String name, int heads, int keyHeads, int length, int depth)
      throws IOException {
    Random random = new Random(3);
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("Q", normal(random, heads, length, depth));
    arrays.put("K", normal(random, keyHeads, length, depth));
    arrays.put("V", normal(random, keyHeads, length, depth));
    Path path = folder.resolve(name);
    ArrayFile.write(path, ArrayFormat.of(path), arrays);
    return path.toString();
  }

  private static Tensor normal(Random random, int... shape) {
    float[] numbers = new float[(int) Shape.of(shape).elements()];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = (float) random.nextGaussian();
    }
    return Tensor.of(numbers, shape);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--prefill 20 --step 3",
        "--page 7 --window 16",
        "--rope half-split --rope-base 500 --alibi",
        "--storage bfloat16 --softcap 5 --scale 0.3"
      })
  void growthAndAgreementWithin80Columns(String options) {
    List<String> arguments = new ArrayList<>(List.of("decode", "--input", file));
    arguments.addAll(options.isEmpty() ? List.of() : List.of(options.split(" ", -1)));
    Ran ran = Ran.heed(arguments.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80))
        .anySatisfy(line -> assertThat(line).isEqualTo("60 positions decoded"))
        .anySatisfy(line -> assertThat(line).matches(" +60 +\\d+ +\\d+\\.\\d\\d MB .*µs"));
    assertThat(ran.out().replaceAll("\\s+", " "))
        .containsPattern("outputs differ by at most \\d")
        .contains("of 1920 are equal to the bit.");
  }

  @Test
  void theOutputIsThatOfAttend() throws IOException {
    String decoded = folder.resolve("decoded.npy").toString();
    String whole = folder.resolve("whole.npy").toString();
    assertThat(Ran.heed("decode", "--input", file, "--out", decoded).code()).isZero();
    assertThat(Ran.heed("attend", "--input", file, "--causal", "--out", whole).code()).isZero();
    double[] one = ArrayFile.read(Path.of(decoded)).values().iterator().next().toDoubleArray();
    double[] other = ArrayFile.read(Path.of(whole)).values().iterator().next().toDoubleArray();
    assertThat(one).hasSameSizeAs(other);
    for (int n = 0; n < one.length; n++) {
      assertThat(one[n]).isCloseTo(other[n], org.assertj.core.data.Offset.offset(1e-6));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--step 0 | from 0 and from 1 on",
        "--prefill -1 | from 0 and from 1 on",
        "--page 0 | pages of 0 keys",
        "--window -3 | window -3",
        "--storage float64 | float64 goes with float64 alone",
        "--dtype float16 | attention takes float32 or float64",
        "--rope sideways | interleaved or half-split",
        "--rope interleaved --rope-base 0 | base 0.0",
        "--softcap -1 | softcap -1.0",
        "--scale NaN | scale NaN",
        "--storage bool | numbers"
      })
  void wrongUseIsSaid(String options, String words) {
    List<String> arguments = new ArrayList<>(List.of("decode", "--input", file));
    arguments.addAll(List.of(options.split(" ", -1)));
    Ran ran = Ran.heed(arguments.toArray(String[]::new));
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains(words).doesNotContain("\tat ");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void arraysThatAreNoSequenceAreRefused() throws IOException {
    assertThat(Ran.heed("decode").code()).isEqualTo(2);
    assertThat(Ran.heed("decode", "--input", "nowhere.npz").code()).isEqualTo(1);
    Path path = folder.resolve("uneven.npz");
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("Q", Tensor.zeros(DType.FLOAT32, Shape.of(3, 4)));
    arrays.put("K", Tensor.zeros(DType.FLOAT32, Shape.of(5, 4)));
    arrays.put("V", Tensor.zeros(DType.FLOAT32, Shape.of(5, 4)));
    ArrayFile.write(path, ArrayFormat.of(path), arrays);
    Ran ran = Ran.heed("decode", "--input", path.toString());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("each position has a query, a key and a value");
    arrays.replaceAll((name, tensor) -> Tensor.zeros(DType.FLOAT32, Shape.of(2, 1, 3, 4)));
    ArrayFile.write(path, ArrayFormat.of(path), arrays);
    assertThat(Ran.heed("decode", "--input", path.toString()).err()).contains("one sequence");
  }
}
