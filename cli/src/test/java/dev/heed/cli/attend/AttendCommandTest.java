package dev.heed.cli.attend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.cli.Ran;
import dev.heed.formats.ArrayFile;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionOracle;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.OracleResult;
import dev.heed.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttendCommandTest {
  private static final AttentionSizes SIZES = new AttentionSizes(2, 4, 2, 9, 11, 8, 6);

  @TempDir private Path folder;
  private double[] q = {};
  private double[] k = {};
  private double[] v = {};

  @BeforeEach
  void draw() {
    Seeds seeds = Seeds.fromProperty();
    q = seeds.normal(2 * 4 * 9 * 8);
    k = seeds.normal(2 * 2 * 11 * 8);
    v = seeds.normal(2 * 2 * 11 * 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64"})
  void agreesWithTheOracle(String dtype) throws IOException {
    OracleResult expected = AttentionOracle.evaluate(AttentionProblem.of(SIZES), q, k, v);
    String out = folder.resolve("out.npz").toString();
    Ran ran = Ran.heed("attend", "--input", qkv("Q", "k", "V"), "--dtype", dtype, "--out", out);
    assertThat(ran.code()).as(ran.err()).isZero();
    Map<String, Tensor> arrays = ArrayFile.read(Path.of(out));
    assertThat(arrays.keySet()).containsExactly("output", "weights", "log_sum_exp");
    double error = dtype.equals("float32") ? 5e-6 : 1e-12;
    assertClose(arrays.get("output"), expected.output(), error, 2, 4, 9, 6);
    assertClose(arrays.get("weights"), expected.weights(), error, 2, 4, 9, 11);
    assertClose(arrays.get("log_sum_exp"), expected.logSumExp(), error, 2, 4, 9);
    assertThat(arrays.values()).allMatch(array -> array.dtype().toString().equals(dtype));
  }

  @Test
  void dtypeIsFloat64WhereAnInputIsAndElseFloat32() throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("X", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    assertThat(dtypeOf(arrays)).isEqualTo(DType.FLOAT32);
    arrays.put("W_Q", Tensor.of(new double[] {1, 2, 3, 4}, 2, 2));
    arrays.put("W_K", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    arrays.put("W_V", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    assertThat(dtypeOf(arrays)).isEqualTo(DType.FLOAT64);
  }

  @Test
  void embeddingsAloneAreQueriesKeysAndValues() throws IOException {
    Path x = Files.writeString(folder.resolve("x.csv"), "1,0\n0,1\n");
    Ran ran = Ran.heed("attend", "--input", x.toString(), "--scale", "none", "--json");
    double e = Math.E / (Math.E + 1);
    Path json = Files.writeString(folder.resolve("got.json"), ran.out());
    Tensor output = ArrayFile.read(json).get("output");
    assertThat(output).isNotNull();
    assertClose(output, new double[] {e, 1 - e, 1 - e, e}, 1e-15, 2, 2);
  }

  @Test
  void biasesOfTheProjectionAreAdded() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("x.json"),
            """
            {"x": [[1, 2]], "w_q": [[1, 0], [0, 1]], "W_K": [[1, 0], [0, 1]],
             "W_V": [[1, 1], [1, 0]], "B_V": [10, 20]}
            """);
    Path out = folder.resolve("out.csv");
    Ran ran = Ran.heed("attend", "--input", file.toString(), "--out", out.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(Files.readString(out)).isEqualTo("13.0,21.0\n");
  }

  @Test
  void masksCombine() throws IOException {
    Path keep = Files.writeString(folder.resolve("keep.csv"), "1,1,1\n0,1,1\n1,1,1\n");
    Path hide =
        Files.writeString(
            folder.resolve("hide.json"),
            "[[false, false, false]," + "[false, false, false], [false, false, true]]");
    Path bias = Files.writeString(folder.resolve("bias.csv"), "0,0,0\n0,0,0\n-inf,0,0\n");
    Path x = Files.writeString(folder.resolve("x.csv"), "1,0\n0,1\n2,2\n");
    Ran ran =
        Ran.heed(
            "attend",
            "--input",
            x.toString(),
            "--causal",
            "--keep",
            keep.toString(),
            "--hide",
            hide.toString(),
            "--bias",
            bias.toString(),
            "--json");
    assertThat(ran.code()).as(ran.err()).isZero();
    Tensor weights =
        ArrayFile.read(Files.writeString(folder.resolve("got.json"), ran.out())).get("weights");
    assertThat(weights).isNotNull();
    assertClose(weights, new double[] {1, 0, 0, 0, 1, 0, 0, 1, 0}, 0, 3, 3);
  }

  @Test
  void cornerWindowAndLengthsReachTheOperator() throws IOException {
    Tensor zeros = Tensor.zeros(DType.FLOAT64, Shape.of(2, 2));
    Tensor keys = Tensor.zeros(DType.FLOAT64, Shape.of(4, 2));
    Tensor values = Tensor.of(new double[] {1, 2, 4, 8}, 4, 1);
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("Q", zeros);
    arrays.put("K", keys);
    arrays.put("V", values);
    String input = saved(arrays);
    assertThat(output(input, "--causal", "bottom-right"))
        .containsExactly(new double[] {7 / 3.0, 15 / 4.0}, within(1e-15));
    assertThat(output(input, "--causal", "top-left")).containsExactly(1, 1.5);
    assertThat(output(input, "--causal", "bottom-right", "--window", "1,0")).containsExactly(3, 6);
    assertThat(output(input, "--lengths", "2")).containsExactly(1.5, 1.5);
  }

  @Test
  void topPrintsTheStrongestLinks() throws IOException {
    Path x = Files.writeString(folder.resolve("x.csv"), "3,0\n0,1\n");
    Ran ran = Ran.heed("attend", "--input", x.toString(), "--top", "1");
    assertThat(ran.out()).startsWith("0 → 0").hasLineCount(1);
  }

  @Test
  void weightsBeyondTheLimitAreLeftOutAndThisIsSaid() throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("X", Tensor.zeros(DType.FLOAT32, Shape.of(2049, 1)));
    Path out = folder.resolve("big.npz");
    Ran ran = Ran.heed("attend", "--input", saved(arrays), "--out", out.toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).contains("weights left out: 4198401 scores");
    assertThat(ArrayFile.read(out).keySet()).containsExactly("output", "log_sum_exp");
  }

  @Test
  void threadsAndKernelsChangeNoByte() throws IOException {
    String input = qkv("Q", "K", "V");
    Path one = folder.resolve("one.npz");
    Path three = folder.resolve("three.npz");
    Ran.heed("attend", "--input", input, "--threads", "1", "--out", one.toString());
    Ran.heed(
        "attend",
        "--input",
        input,
        "--threads",
        "3",
        "--kernels",
        "scalar",
        "--out",
        three.toString());
    assertThat(Files.readAllBytes(three)).isEqualTo(Files.readAllBytes(one));
  }

  @Test
  void halvesAreComputedInFloat32() throws IOException {
    Map<String, Tensor> halves = new LinkedHashMap<>();
    Map<String, Tensor> widened = new LinkedHashMap<>();
    ArrayFile.read(Path.of(qkv("Q", "K", "V")))
        .forEach((name, array) -> {
          Tensor half = array.to(name.equals("V") ? DType.BFLOAT16 : DType.FLOAT16);
          halves.put(name, half);
          widened.put(name, half.to(DType.FLOAT32));
        });
    Path input = folder.resolve("halves.safetensors");
    Path out = folder.resolve("result.safetensors");
    ArrayFile.write(input, halves);
    Ran ran = Ran.heed("attend", "--input", input.toString(), "--out", out.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    Map<String, Tensor> result = ArrayFile.read(out);
    assertThat(result.keySet()).containsExactly("log_sum_exp", "output", "weights");
    assertThat(result.values()).allMatch(array -> array.dtype() == DType.FLOAT32);
    assertThat(java.util.Objects.requireNonNull(result.get("output")).toDoubleArray())
        .containsExactly(output(saved(widened)));
    assertThat(dtypeOf(halves)).isEqualTo(DType.FLOAT32);
  }

  private DType dtypeOf(Map<String, Tensor> arrays) throws IOException {
    Path out = folder.resolve("dtype.npy");
    Ran ran = Ran.heed("attend", "--input", saved(arrays), "--out", out.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    return ArrayFile.read(out).firstEntry().getValue().dtype();
  }

  private double[] output(String input, String... options) throws IOException {
    Path out = folder.resolve("out.npy");
    String[] all = new String[options.length + 5];
    System.arraycopy(options, 0, all, 5, options.length);
    System.arraycopy(
        new String[] {"attend", "--input", input, "--out", out.toString()}, 0, all, 0, 5);
    Ran ran = Ran.heed(all);
    assertThat(ran.code()).as(ran.err()).isZero();
    return ArrayFile.read(out).firstEntry().getValue().toDoubleArray();
  }

  private String qkv(String... names) throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put(names[0], Tensor.of(q, 2, 4, 9, 8));
    arrays.put(names[1], Tensor.of(k, 2, 2, 11, 8));
    arrays.put(names[2], Tensor.of(v, 2, 2, 11, 6));
    return saved(arrays);
  }

  private String saved(Map<String, Tensor> arrays) throws IOException {
    Path file = folder.resolve("in.npz");
    ArrayFile.write(file, arrays);
    return file.toString();
  }

  private static void assertClose(
      @org.jspecify.annotations.Nullable Tensor actual,
      double[] expected,
      double error,
      int... shape) {
    assertThat(actual).isNotNull();
    assertThat(actual.shape()).isEqualTo(Shape.of(shape));
    assertThat(actual.toDoubleArray()).containsExactly(expected, within(error));
  }
}
