package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The interpreter, each compiler and each width of vectors give one digest of the same bits. */
@DisplayName("S11: determinism across JVMs")
class SameBitsInOtherJvmsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xint",
        "-XX:TieredStopAtLevel=1",
        "-XX:UseAVX=0",
        "-XX:UseAVX=1",
        "-XX:UseAVX=2",
        "-XX:UseAVX=3",
        "-XX:-UseSuperWord",
        "-XX:MaxVectorSize=16"
      })
  void underAnyCompiler(String flag) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                flag,
                "-cp",
                classPath(),
                BitsDigest.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said.lines().toList()).as(flag).contains(BitsDigest.digest());
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
