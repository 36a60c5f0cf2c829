package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.execution.Execution;
import dev.heed.mask.Bias;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.mask.ScoreFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Functions of the caller's own: what they are asked, what their results do, and when they throw.
 */
@DisplayName("S3, S5, S11: functions for scores and masks")
@Timeout(60)
class UserFunctionsTest {
  private static final Attention PLAIN = Attention.scaledDotProduct();
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;

  private final Tensor x = Tensor.of(Seeds.of(53).normalFloats(2 * 500 * 16), 2, 500, 16);

  @Test
  void everyPairIsAskedOnceWithItsOwnPlace() {
    AtomicIntegerArray asked = new AtomicIntegerArray(2 * 500 * 500);
    AtomicIntegerArray scored = new AtomicIntegerArray(2 * 500 * 500);
    Mask mask =
        Mask.function((b, h, i, j) -> {
          asked.incrementAndGet((h * 500 + i) * 500 + j + b);
          return true;
        });
    Bias bias =
        Bias.function((score, b, h, i, j) -> {
          scored.incrementAndGet((h * 500 + i) * 500 + j + b);
          return score;
        });
    PLAIN.withMask(mask).withBias(bias).compute(x, x, x);
    for (int n = 0; n < asked.length(); n++) {
      assertThat(asked.get(n)).isOne();
      assertThat(scored.get(n)).isOne();
    }
  }

  @Test
  void noPairIsAskedMoreThanThreeTimesWhateverTheNumbersAre() {
    AtomicIntegerArray asked = new AtomicIntegerArray(100 * 100);
    Mask mask =
        Mask.function((b, h, i, j) -> {
          asked.incrementAndGet(i * 100 + j);
          return i != 7;
        });
    float[] huge = new float[100];
    Arrays.fill(huge, Float.MAX_VALUE);
    Tensor zero = Tensor.of(new float[100], 100, 1);
    PLAIN.withMask(mask).compute(zero, zero, Tensor.of(huge, 100, 1));
    int most = 0;
    for (int n = 0; n < asked.length(); n++) {
      most = Math.max(most, asked.get(n));
    }
    assertThat(most).isEqualTo(3);
  }

  @Test
  void aFunctionSeesTheScoreAfterScaleAndCapInTheDtypeOfTheComputation() {
    Tensor one = Tensor.of(new float[] {3}, 1, 1);
    double[] seen = new double[1];
    Bias look =
        Bias.function((score, b, h, i, j) -> {
          seen[0] = score;
          return score;
        });
    PLAIN.withScale(0.5).withSoftcap(2).withBias(look).compute(one, one, one);
    assertThat(seen[0]).isCloseTo(2 * StrictMath.tanh(4.5 / 2), within(1e-6));
    assertThat((double) (float) seen[0]).isEqualTo(seen[0]);
  }

  @Test
  void whatAFunctionReturnsIsRoundedOnceToTheDtype() {
    Tensor one = Tensor.of(new float[] {1}, 1, 1);
    Bias third = Bias.function((score, b, h, i, j) -> 1 / 3.0);
    Bias huge = Bias.function((score, b, h, i, j) -> 1e300);
    assertThat(PLAIN.withBias(third).evaluate(one, one, one).logSumExp().get(0))
        .isEqualTo((double) (1 / 3f));
    assertThat(PLAIN.withBias(huge).compute(one, one, one).get(0, 0)).isNaN();
    Tensor wide = one.to(DType.FLOAT64);
    assertThat(PLAIN.withBias(huge).evaluate(wide, wide, wide).logSumExp().get(0)).isEqualTo(1e300);
  }

  @Test
  @DisplayName("S3: −∞ leaves out, NaN and +∞ spoil their own row")
  void infinitiesAndNotANumberFromAFunction() {
    Tensor small = x.select(0, 0).slice(0, 0, 90);
    Tensor expected = PLAIN.compute(small, small, small);
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Bias spoiling = Bias.function((score, b, h, i, j) -> i == 5 && j == 70 ? bad : score);
      Tensor output = PLAIN.withBias(spoiling).compute(small, small, small);
      for (int i = 0; i < 90; i++) {
        if (i == 5) {
          assertThat(output.select(0, i).toDoubleArray()).containsOnly(Double.NaN);
        } else {
          Bits.assertSame("row " + i, expected.select(0, i), output.select(0, i));
        }
      }
    }
    Bias emptying = Bias.function((score, b, h, i, j) -> i == 5 ? HIDDEN : score);
    AttentionResult result = PLAIN.withBias(emptying).evaluate(small, small, small);
    assertThat(result.output().select(0, 5).toDoubleArray()).containsOnly(0);
    assertThat(result.logSumExp().get(5)).isEqualTo(HIDDEN);
    assertThat(result.logSumExp().get(4)).isFinite();
  }

  @Test
  void aMaskWinsOverWhateverAFunctionReturns() {
    Tensor small = x.select(0, 0).slice(0, 0, 90);
    Bias loud = Bias.function((score, b, h, i, j) -> j > i ? Double.NaN : score);
    Attention causal = PLAIN.withMask(Mask.causal());
    Bits.assertSame(
        "masked",
        causal.evaluate(small, small, small),
        causal.withBias(loud).evaluate(small, small, small));
  }

  @Test
  void whatAFunctionThrowsReachesTheCallerAsItIs() {
    for (Throwable mine : new Throwable[] {new IllegalStateException("mine"), new Error("mine")}) {
      ScoreFunction scores =
          (score, b, h, i, j) -> {
            raise(mine, i == 300 && j == 301);
            return score;
          };
      MaskFunction pairs =
          (b, h, i, j) -> {
            raise(mine, i == 300 && j == 301);
            return true;
          };
      for (int threads : new int[] {1, 3}) {
        Attention shared = PLAIN.withExecution(Execution.standard().withThreads(threads));
        Attention scored = shared.withBias(Bias.function(scores));
        Attention masked = shared.withMask(Mask.function(pairs));
        assertThatThrownBy(() -> scored.compute(x, x, x)).isSameAs(mine);
        assertThatThrownBy(() -> scored.steps(x, x, x)).isSameAs(mine);
        assertThatThrownBy(() -> masked.evaluate(x, x, x)).isSameAs(mine);
        assertThatThrownBy(() -> masked.plan(x, x, x)).isSameAs(mine);
        assertThatThrownBy(() -> BlockMask.of(pairs, 500, 500)).isSameAs(mine);
      }
    }
  }

  private static void raise(Throwable mine, boolean now) {
    if (now) {
      switch (mine) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalArgumentException(mine);
      }
    }
  }

  /** The caller holds its first item until a helper has thrown. */
  @Test
  void whatAFunctionThrowsOnAHelperReachesTheCallerAndLeavesNoTaskRunning() {
    Thread caller = Thread.currentThread();
    IllegalStateException mine = new IllegalStateException("mine");
    CountDownLatch thrown = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Bias bias =
        Bias.function((score, b, h, i, j) -> {
          calls.incrementAndGet();
          if (Thread.currentThread() != caller) {
            thrown.countDown();
            throw mine;
          }
          await(thrown);
          return score;
        });
    try (ExecutorService pool = Executors.newCachedThreadPool()) {
      Execution shared = Execution.standard().withThreads(3).withExecutor(pool);
      Attention attention = PLAIN.withBias(bias).withExecution(shared);
      assertThatThrownBy(() -> attention.compute(x, x, x)).isSameAs(mine);
      int atTheEnd = calls.get();
      LockSupport.parkNanos(30_000_000);
      assertThat(calls).hasValue(atTheEnd);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
