package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("S10, S11: the same bits")
class SameBitsTest {
  private final Seeds seeds = Seeds.fromProperty();
  private final Tensor query = normal(2, 6, 131, 24);
  private final Tensor key = normal(2, 3, 150, 24);
  private final Tensor value = normal(2, 3, 150, 17);
  private final Attention attention =
      Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT));
  private final AttentionResult one = run(attention.execution().withThreads(1));

  private Tensor normal(int... shape) {
    return Tensor.of(seeds.normalFloats((int) Shape.of(shape).elements()), shape);
  }

  private AttentionResult run(Execution execution) {
    return attention.withExecution(execution).evaluate(query, key, value);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void atAnyNumberOfThreads(int threads) {
    Bits.assertSame(threads + " threads", one, run(attention.execution().withThreads(threads)));
  }

  @Test
  void withAnyExecutor() {
    Executor rejecting =
        task -> {
          throw new RejectedExecutionException("full");
        };
    Executor never = task -> {};
    try (ExecutorService single = Executors.newSingleThreadExecutor();
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Executor executor : List.of(rejecting, never, single, virtual, Runnable::run)) {
        Execution execution = attention.execution().withThreads(4).withExecutor(executor);
        Bits.assertSame("another executor", one, run(execution));
      }
    }
  }

  @Test
  void aCallFromTheOnlyThreadOfItsExecutorIsNotBlocked() throws Exception {
    try (ExecutorService single = Executors.newSingleThreadExecutor()) {
      Execution execution = attention.execution().withThreads(4).withExecutor(single);
      Bits.assertSame("from inside", one, single.submit(() -> run(execution)).get());
    }
  }

  @Test
  void aloneAndInABatch() {
    for (int b = 0; b < 2; b++) {
      for (int h = 0; h < 6; h++) {
        AttentionResult alone =
            attention.evaluate(
                query.select(0, b).select(0, h),
                key.select(0, b).select(0, h / 2),
                value.select(0, b).select(0, h / 2));
        Bits.assertSame("output", one.output().select(0, b).select(0, h), alone.output());
      }
    }
  }

  @Test
  void queriesAloneAndTogether() {
    Tensor last = query.slice(2, 130, 131);
    AttentionResult alone = attention.evaluate(last, key, value);
    Bits.assertSame("the last query", one.output().slice(2, 130, 131), alone.output());
  }

  @Test
  void paddedAndAsLongAsItIs() {
    Attention padded = attention.withMask(attention.mask().and(Mask.lengths(140, 70)));
    AttentionResult both = padded.evaluate(query, key, value);
    int[] lengths = {140, 70};
    for (int b = 0; b < 2; b++) {
      AttentionResult alone =
          attention.evaluate(
              query.select(0, b),
              key.select(0, b).slice(1, 0, lengths[b]),
              value.select(0, b).slice(1, 0, lengths[b]));
      Bits.assertSame("sequence " + b, both.output().select(0, b), alone.output());
    }
  }

  @Test
  void inAnyLayout() {
    for (int n = 0; n < 20; n++) {
      Layout layout = Layout.random(seeds.random(), 4);
      AttentionResult result =
          attention.evaluate(layout.of(query), layout.of(key), layout.of(value));
      Bits.assertSame(layout.toString(), one, result);
    }
  }

  @Test
  void whateverElseIsAskedFor() {
    Bits.assertSame("compute", one.output(), attention.compute(query, key, value));
    Bits.assertSame("steps", one.output(), attention.steps(query, key, value).output());
  }

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
