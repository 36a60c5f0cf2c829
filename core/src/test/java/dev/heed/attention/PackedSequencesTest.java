package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.execution.Execution;
import dev.heed.mask.Bias;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.mask.ScoreFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequences packed one behind the other give the bits that each gives alone. */
@DisplayName("S8, S11: packed and separate")
class PackedSequencesTest {
  private static final int[] QUERIES = {0, 70, 70, 71, 199, 263, 263};
  private static final int[] KEYS = {0, 131, 140, 140, 204, 300, 365};
  private static final int HEADS = 6;
  private static final int KEY_HEADS = 2;

  private final Seeds seeds = Seeds.of(37);

  /** What a call asks for besides offsets; the lengths are of each sequence's keys. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never handed on
  private record Case(String name, Attention attention, Mask mask, boolean square, int[] lengths) {
    Case(String name, Attention attention, Mask mask) {
      this(name, attention, mask, false, new int[0]);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    Attention plain = Attention.scaledDotProduct();
    double[] numbers = {0.5, 0.25, 0.125, -0.1, 0, 1};
    Tensor slopes = Tensor.of(numbers, HEADS);
    Tensor sinks = Tensor.of(new double[] {1, -2, Double.NEGATIVE_INFINITY, 0, 3, -9}, HEADS);
    ScoreFunction scores = (s, b, h, i, j) -> (i + j) % 11 == h ? Double.NEGATIVE_INFINITY : s - j;
    MaskFunction pairs = (b, h, i, j) -> (i / 16 + j / 48 + h) % 3 != 0;
    Mask none = Mask.none();
    Mask left = Mask.causal(Corner.TOP_LEFT);
    Mask right = Mask.causal(Corner.BOTTOM_RIGHT);
    Bias far = Bias.alibi(slopes, Corner.BOTTOM_RIGHT);
    int[] lengths = {131, 0, 0, 1, 95, 65};
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("nothing else", plain, none));
    cases.add(new Case("causal, unnamed", plain, Mask.causal(), true, new int[0]));
    cases.add(new Case("causal, top left", plain, left));
    cases.add(new Case("causal, bottom right", plain, right));
    cases.add(new Case("window", plain, Mask.window(40, 3, Corner.BOTTOM_RIGHT)));
    cases.add(new Case("lengths", plain, none, false, lengths));
    cases.add(new Case("lengths, bottom right", plain, right, false, lengths));
    cases.add(new Case("ALiBi, unnamed", plain.withBias(Bias.alibi(slopes)), none, true, lengths));
    cases.add(new Case("ALiBi", plain.withBias(far), right));
    cases.add(new Case("score function", plain.withBias(Bias.function(scores)), left));
    cases.add(new Case("mask function", plain, Mask.function(pairs)));
    cases.add(new Case("cap and sinks", plain.withSoftcap(1.5).withSinks(sinks), right));
    Attention all = plain.withScale(0.4).withSoftcap(3).withSinks(sinks);
    Bias both = Bias.function(scores).and(far);
    Mask masks = Mask.function(pairs).and(Mask.window(90, -1, Corner.TOP_LEFT));
    cases.add(new Case("all", all.withBias(both), masks, false, new int[] {100, 9, 0, 64, 96, 65}));
    return cases;
  }

  private Tensor random(DType dtype, int heads, int rows, int columns) {
    return Tensor.of(seeds.normal(heads * rows * columns), heads, rows, columns).to(dtype);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachSequenceGivesTheBitsThatItGivesAlone(Case one) {
    int[] keyOffsets = one.square() ? QUERIES : KEYS;
    for (DType dtype : DType.values()) {
      if (dtype.isFloat()) {
        Tensor q = random(dtype, HEADS, 263, 13);
        Tensor k = random(dtype, KEY_HEADS, keyOffsets[6], 13);
        Tensor v = random(dtype, KEY_HEADS, keyOffsets[6], 9);
        check(one, keyOffsets, q, k, v);
      }
    }
  }

  private static void check(Case one, int[] keyOffsets, Tensor q, Tensor k, Tensor v) {
    int[] lengths = one.lengths().clone();
    for (int n = 0; n < lengths.length; n++) {
      lengths[n] = Math.min(lengths[n], keyOffsets[n + 1] - keyOffsets[n]);
    }
    Mask packed = one.square() ? Mask.packed(QUERIES) : Mask.packed(QUERIES, keyOffsets);
    Mask whole = lengths.length == 0 ? packed : packed.and(Mask.lengths(lengths));
    Attention attention = one.attention().withMask(one.mask().and(whole));
    AttentionResult together = attention.evaluate(q, k, v);
    Execution three = Execution.standard().withThreads(3);
    Bits.assertSame(
        one + ", three threads", together, attention.withExecution(three).evaluate(q, k, v));
    for (int n = 0; n < 6; n++) {
      Tensor ownQueries = q.slice(1, QUERIES[n], QUERIES[n + 1]);
      Tensor ownKeys = k.slice(1, keyOffsets[n], keyOffsets[n + 1]);
      Tensor ownValues = v.slice(1, keyOffsets[n], keyOffsets[n + 1]);
      Mask own = lengths.length == 0 ? one.mask() : one.mask().and(Mask.lengths(lengths[n]));
      AttentionResult alone =
          one.attention().withMask(own).evaluate(ownQueries, ownKeys, ownValues);
      String what = "%s, %s, sequence %d".formatted(one, q.dtype(), n);
      Tensor output = together.output().slice(1, QUERIES[n], QUERIES[n + 1]);
      Bits.assertSame(what, alone.output(), output);
      Tensor sums = together.logSumExp().slice(1, QUERIES[n], QUERIES[n + 1]);
      Bits.assertSame(what + ", log-sum-exp", alone.logSumExp(), sums);
    }
  }

  @Test
  void aPackedBatchIsThatOfABatchOfEqualSequences() {
    Tensor q = random(DType.FLOAT32, HEADS, 3 * 80, 7);
    Tensor k = random(DType.FLOAT32, KEY_HEADS, 3 * 90, 7);
    ScoreFunction byEntry = (s, b, h, i, j) -> s + 0.125 * b * (j % 3);
    Tensor slopes = Tensor.of(seeds.uniform(3 * HEADS, 0, 0.5), 3, HEADS);
    Attention attention =
        Attention.scaledDotProduct()
            .withBias(Bias.alibi(slopes, Corner.TOP_LEFT).and(Bias.function(byEntry)));
    int[] queryOffsets = {0, 80, 160, 240};
    int[] keyOffsets = {0, 90, 180, 270};
    Mask rest = Mask.function((b, h, i, j) -> (b + i + j) % 4 > 0).and(Mask.lengths(90, 64, 5));
    Tensor packed =
        attention.withMask(Mask.packed(queryOffsets, keyOffsets).and(rest)).compute(q, k, k);
    Tensor batch = attention.withMask(rest).compute(asBatch(q, 80), asBatch(k, 90), asBatch(k, 90));
    for (int n = 0; n < 3; n++) {
      Bits.assertSame(
          "entry " + n, batch.select(0, n), packed.slice(1, queryOffsets[n], queryOffsets[n + 1]));
    }
  }

  /** {@code [H, 3·rows, D]} as {@code [3, H, rows, D]}. */
  private static Tensor asBatch(Tensor packed, int rows) {
    Tensor batch =
        Tensor.of(
            new float[packed.size(0) * packed.size(1) * packed.size(2)],
            3,
            packed.size(0),
            rows,
            packed.size(2));
    for (int n = 0; n < 3; n++) {
      packed.slice(1, n * rows, (n + 1) * rows).copyInto(batch.select(0, n));
    }
    return batch;
  }

  @Test
  void denseFlagsAndBiasCountRowsOfThePackedTensor() {
    Tensor q = random(DType.FLOAT64, 1, 150, 5).select(0, 0);
    double[] bias = seeds.normal(150 * 150);
    byte[] flags = new byte[150 * 150];
    for (int n = 0; n < flags.length; n++) {
      flags[n] = (byte) (n % 7 == 0 ? 0 : 1);
    }
    Attention attention = Attention.scaledDotProduct();
    Tensor dense = Tensor.of(bias, 150, 150);
    Tensor kept = Tensor.of(flags, 150, 150);
    Tensor packed =
        attention
            .withBias(dense)
            .withMask(Mask.keep(kept).and(Mask.packed(0, 70, 150)))
            .compute(q, q, q);
    Tensor second = q.slice(0, 70, 150);
    Tensor alone =
        attention
            .withBias(dense.slice(0, 70, 150).slice(1, 70, 150))
            .withMask(Mask.keep(kept.slice(0, 70, 150).slice(1, 70, 150)))
            .compute(second, second, second);
    Bits.assertSame("second sequence", alone, packed.slice(0, 70, 150));
  }

  @Test
  void aBlockMaskCountsWithinEachSequence() {
    MaskFunction rule = (b, h, i, j) -> i / 20 >= j / 20;
    Tensor q = random(DType.FLOAT32, 1, 230, 5).select(0, 0);
    int[] offsets = {0, 100, 101, 230};
    Attention attention = Attention.scaledDotProduct();
    Mask packed = Mask.packed(offsets);
    Tensor described =
        attention.withMask(packed.and(BlockMask.of(rule, 129, 129))).compute(q, q, q);
    Tensor asked = attention.withMask(packed.and(Mask.function(rule))).compute(q, q, q);
    Bits.assertSame("block mask", asked, described);
    assertThat(Arrays.equals(asked.toFloatArray(), attention.compute(q, q, q).toFloatArray()))
        .isFalse();
  }

  @Test
  void noSequenceAtAllIsAnEmptyOutput() {
    Tensor none = Tensor.of(new float[0], 0, 4);
    Attention attention = Attention.scaledDotProduct();
    assertThat(attention.withMask(Mask.packed(0)).compute(none, none, none).size(0)).isZero();
    assertThat(attention.withMask(Mask.packed(0, 0, 0)).compute(none, none, none).size(0)).isZero();
  }
}
