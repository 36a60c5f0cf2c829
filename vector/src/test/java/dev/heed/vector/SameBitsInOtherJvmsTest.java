package dev.heed.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector set gives the scalar set's bits whatever compiles it, for whatever processor. */
@DisplayName("S11: vector kernels across JVMs")
class SameBitsInOtherJvmsTest {
  private static final String OPTIMIZED =
      "-XX:-TieredCompilation -XX:CompileThreshold=300 -Xbatch ";

  private static String scalar = "";

  @BeforeAll
  static void askTheScalarSet() throws IOException, InterruptedException {
    scalar = digest("-Dheed.kernels=scalar");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-Xint",
        "-XX:TieredStopAtLevel=1",
        OPTIMIZED + "-XX:UseAVX=0",
        OPTIMIZED + "-XX:UseAVX=1",
        OPTIMIZED + "-XX:UseAVX=2",
        OPTIMIZED + "-XX:UseAVX=3"
      })
  void underAnyCompiler(String flags) throws IOException, InterruptedException {
    String vector = digest(flags + " --add-modules jdk.incubator.vector");
    assertThat(vector).as(flags).isEqualTo(scalar).matches("[0-9a-f]{64}");
  }

  /** The last line that the digest of core's tests prints in another JVM. */
  private static String digest(String flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.addAll(List.of(flags.strip().split(" ", -1)));
    String classPath = System.getProperty("java.class.path");
    command.addAll(List.of("-cp", classPath, "dev.heed.attention.BitsDigest"));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    return said.lines().reduce("", (before, line) -> line);
  }
}
