package dev.heed.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.engine.operand.Partition;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.mask.ScoreFunction;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each class of functions has a loop of its own, so that the compiler can inline the function. */
@DisplayName("functions compiled into the loop")
@Timeout(60)
class FunctionLoopsTest {
  private static final int TILE = 64;
  private static final int CALLS = 400;
  private static final int ROUNDS = 31;

  /** Noise of a shared machine and some: with one loop for all it is about five times. */
  private static final double GENEROUS = 2.5;

  /** A function whose class nothing but its objects holds. */
  static final class Unloadable implements MaskFunction {
    @Override
    public boolean attends(int b, int h, int i, int j) {
      return j <= i;
    }
  }

  private static List<MaskFunction> fiveFunctions() {
    return List.of(
        (b, h, i, j) -> j <= i,
        (b, h, i, j) -> (i ^ j) > 3,
        (b, h, i, j) -> (i + j) % 3 != 0,
        (b, h, i, j) -> i / 16 == j / 16,
        (b, h, i, j) -> Math.abs(i - j) < 100);
  }

  @Test
  void everyClassOfFunctionsHasALoopOfItsOwn() {
    List<MaskFunction> functions = fiveFunctions();
    assertThat(functions.stream().map(one -> FunctionLoops.mask(one).getClass()).distinct())
        .hasSize(5);
    assertThat(FunctionLoops.mask(functions.get(2))).isSameAs(FunctionLoops.mask(functions.get(2)));
    ScoreFunction scores = (score, b, h, i, j) -> score;
    Class<?> floats = FunctionLoops.score(scores, new float[0]).getClass();
    Class<?> doubles = FunctionLoops.score(scores, new double[0]).getClass();
    assertThat(floats).isNotEqualTo(doubles);
    assertThat(Stream.of(floats, doubles)).allMatch(Class::isHidden);
  }

  @Test
  void functionsOfOneClassShareALoopWhateverTheyHold() {
    MaskFunction[] functions = new MaskFunction[2];
    for (int n = 0; n < 2; n++) {
      int held = n;
      functions[n] = (b, h, i, j) -> (i + j + held) % 2 == 0;
    }
    assertThat(FunctionLoops.mask(functions[0])).isSameAs(FunctionLoops.mask(functions[1]));
    Tensor x = Tensor.of(Seeds.of(71).normalFloats(70 * 4), 70, 4);
    Attention plain = Attention.scaledDotProduct();
    assertThat(plain.withMask(Mask.function(functions[0])).compute(x, x, x).toFloatArray())
        .isNotEqualTo(plain.withMask(Mask.function(functions[1])).compute(x, x, x).toFloatArray());
  }

  private static long time(MaskFunction function, byte[] flags) {
    MaskLoop loop = FunctionLoops.mask(function);
    long start = System.nanoTime();
    int kept = 0;
    for (int n = 0; n < CALLS; n++) {
      kept += loop.write(function, 0, n % 3, n * TILE, TILE, 128, TILE, 1, TILE, flags);
    }
    long elapsed = System.nanoTime() - start;
    assertThat(kept).isPositive();
    return elapsed;
  }

  /** Medians, the five taking turns, beside the first alone before the others have ever run. */
  @Test
  void fiveFunctionsDoNotSlowDownTheFirst() {
    List<MaskFunction> functions = fiveFunctions();
    byte[] flags = new byte[TILE * Partition.KEY_TILE];
    long[] alone = new long[ROUNDS];
    for (int warm = 0; warm < ROUNDS; warm++) {
      time(functions.getFirst(), flags);
    }
    for (int round = 0; round < ROUNDS; round++) {
      alone[round] = time(functions.getFirst(), flags);
    }
    long[] among = new long[ROUNDS];
    for (int round = 0; round < 2 * ROUNDS; round++) {
      for (MaskFunction function : functions) {
        long elapsed = time(function, flags);
        among[round % ROUNDS] = function == functions.getFirst() ? elapsed : among[round % ROUNDS];
      }
    }
    Arrays.sort(alone);
    Arrays.sort(among);
    double ratio = among[ROUNDS / 2] / (double) alone[ROUNDS / 2];
    System.out.printf("the first of five functions takes %.2f times as long%n", ratio);
    assertThat(ratio).isLessThan(GENEROUS);
  }

  @Test
  void theClassOfAFunctionGoesWithItsLastObject()
      throws IOException, ReflectiveOperationException, InterruptedException {
    WeakReference<Class<?>> gone = usedOnce();
    for (int n = 0; n < 100 && gone.get() != null; n++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(gone.get()).isNull();
  }

  private static WeakReference<Class<?>> usedOnce()
      throws IOException, ReflectiveOperationException {
    String file = "FunctionLoopsTest$Unloadable.class";
    try (InputStream code =
        Objects.requireNonNull(FunctionLoopsTest.class.getResourceAsStream(file))) {
      Class<?> hidden =
          MethodHandles.lookup().defineHiddenClass(code.readAllBytes(), true).lookupClass();
      MaskFunction function = (MaskFunction) hidden.getDeclaredConstructor().newInstance();
      Tensor x = Tensor.of(new float[70 * 4], 70, 4);
      Attention.scaledDotProduct().withMask(Mask.function(function)).compute(x, x, x);
      return new WeakReference<>(hidden);
    }
  }
}
