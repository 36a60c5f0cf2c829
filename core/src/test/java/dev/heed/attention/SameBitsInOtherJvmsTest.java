package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The interpreter, each compiler and each width of vectors give one digest of the same bits. */
@DisplayName("S11: determinism across JVMs")
@Tag("scalar") // the vector set has its own
class SameBitsInOtherJvmsTest {
  /** Few calls would not reach it: the optimizing compiler from the start, waited for. */
  private static final String OPTIMIZED =
      "-XX:-TieredCompilation -XX:CompileThreshold=300 -Xbatch ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-Xint",
        "-XX:TieredStopAtLevel=1",
        "-XX:UseAVX=0", // on Intel that is also without fma, which is then computed in BigDecimal
        OPTIMIZED + "-XX:UseAVX=1",
        OPTIMIZED + "-XX:UseAVX=2",
        OPTIMIZED + "-XX:UseAVX=3",
        OPTIMIZED + "-XX:-UseSuperWord",
        OPTIMIZED + "-XX:MaxVectorSize=16"
      })
  void underAnyCompiler(String flags) throws IOException, InterruptedException {
    assertThat(run(flags)).as(flags).contains(BitsDigest.digest());
  }

  @Test
  void theOptimizingCompilerReallyCompilesEveryKernel() throws IOException, InterruptedException {
    List<String> compiled =
        run(OPTIMIZED + "-XX:+PrintCompilation").stream()
            .filter(line -> line.contains("Kernels::"))
            .toList();
    for (String type : List.of("Float", "Double")) {
      for (String kernel : List.of("scores", "softmax", "accumulate", "finish")) {
        String method = "Scalar" + type + "AttentionKernels::" + kernel;
        assertThat(compiled).anyMatch(line -> line.contains(method + " "));
      }
      assertThat(compiled).anyMatch(line -> line.contains("Scalar" + type + "MatrixKernels::m"));
      for (String kernel : List.of("gelu", "squares")) {
        String method = "Scalar" + type + "LayerKernels::" + kernel;
        assertThat(compiled).anyMatch(line -> line.contains(method + " "));
      }
    }
  }

  private static List<String> run(String flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.addAll(flags.isEmpty() ? List.of() : List.of(flags.split(" ")));
    command.addAll(List.of("-cp", classPath(), BitsDigest.class.getName()));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    return said.lines().toList();
  }

  /** Maven runs tests in the module's folder. */
  private static String classPath() {
    Path target = Path.of("target");
    return target.resolve("classes") + File.pathSeparator + target.resolve("test-classes");
  }

  @Test
  void digestsSeeASingleBit() {
    Tensor tensor = Tensor.zeros(DType.FLOAT32, Shape.of(3));
    String before = BitsDigest.of(List.of(tensor));
    tensor.set(Float.MIN_VALUE, 1);
    assertThat(BitsDigest.of(List.of(tensor))).isNotEqualTo(before);
  }
}
