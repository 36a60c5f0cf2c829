package dev.heed.multihead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.attention.Attention;
import dev.heed.attention.Bits;
import dev.heed.engine.Engine;
import dev.heed.execution.Execution;
import dev.heed.layers.Linear;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class MultiHeadAttentionTest {
  private static final int N = 3;
  private static final int L = 5;
  private static final int S = 7;
  private static final int E = 12;
  private static final int H = 3;

  private final Seeds seeds = Seeds.fromProperty();
  private final Tensor query = random(N, L, E);
  private final Tensor key = random(N, S, 8);
  private final Tensor value = random(N, S, 10);
  private final Tensor padding = flags(N, S);
  private final Map<String, Tensor> named =
      new RandomParameters(seeds, DType.FLOAT32, E).apart(8, 10).biased().withLearnedKey().named();
  private final MultiHeadAttention plain = MultiHeadAttention.of(named, H);
  private final MultiHeadAttention full =
      plain
          .withZeroKey()
          .withHiddenKeys(padding)
          .withAttention(
              plain.attention().withSoftcap(2).withMask(Mask.causal(Corner.BOTTOM_RIGHT)));

  private Tensor random(int... shape) {
    return Tensor.of(seeds.normalFloats((int) Shape.of(shape).elements()), shape);
  }

  /** About a third are true, never all of a row. */
  private Tensor flags(int rows, int columns) {
    byte[] flags = new byte[rows * columns];
    for (int n = 0; n < flags.length; n++) {
      flags[n] = (byte) (n % columns > 0 && seeds.random().nextInt(3) == 0 ? 1 : 0);
    }
    flags[1] = 1;
    return Tensor.of(flags, rows, columns);
  }

  private static Tensor tensor(Map<String, Tensor> named, String name) {
    return Objects.requireNonNull(named.get(name), name);
  }

  @Test
  void eachOptionMatters() {
    Attention attention = plain.attention();
    Tensor shown = Tensor.of(new byte[] {1, 0, 1, 1, 1, 0, 1}, S);
    List<UnaryOperator<MultiHeadAttention>> options =
        List.of(
            UnaryOperator.identity(),
            MultiHeadAttention::withZeroKey,
            module -> module.withHiddenKeys(padding),
            module -> module.withKeptKeys(padding),
            module -> module.withAttention(attention.withScale(0.1)),
            module -> module.withAttention(attention.withSoftcap(0.5)),
            module -> module.withAttention(attention.withSinks(random(H))),
            module -> module.withAttention(attention.withBias(random(L, S))),
            module -> module.withAttention(attention.withMask(Mask.keep(shown))),
            module -> module.withAttention(attention.withMask(Mask.window(1, 1, Corner.TOP_LEFT))));
    List<float[]> outputs = new ArrayList<>();
    for (UnaryOperator<MultiHeadAttention> option : options) {
      float[] output = option.apply(plain).compute(query, key, value).toFloatArray();
      assertThat(outputs).as("option %d", outputs.size()).doesNotContain(output);
      outputs.add(output);
    }
    assertThat(outputs).hasSize(10);
  }

  @Test
  void eachParameterMatters() {
    float[] expected = plain.compute(query, key, value).toFloatArray();
    for (String name : named.keySet()) {
      Map<String, Tensor> other = new LinkedHashMap<>(named);
      Tensor changed = tensor(named, name).copy();
      int[] first = new int[changed.rank()];
      changed.set(changed.get(first) + 1, first);
      other.put(name, changed);
      float[] output = MultiHeadAttention.of(other, H).compute(query, key, value).toFloatArray();
      assertThat(output).as(name).isNotEqualTo(expected);
    }
    assertThat(named).hasSize(8);
  }

  @Test
  void laterPaddingAndOperatorTakeThePlaceOfEarlierOnesAndOfNothingElse() {
    Tensor none = Tensor.of(new byte[N * S], N, S);
    MultiHeadAttention again =
        plain
            .withHiddenKeys(none)
            .withAttention(full.attention().withSoftcap(1))
            .withLayout(EmbeddingLayout.LENGTH_FIRST)
            .withHiddenKeys(padding)
            .withZeroKey()
            .withLayout(EmbeddingLayout.BATCH_FIRST)
            .withAttention(full.attention());
    Bits.assertSame("again", full.compute(query, key, value), again.compute(query, key, value));
    assertThat(again.heads()).isEqualTo(H);
    assertThat(again.layout()).isEqualTo(EmbeddingLayout.BATCH_FIRST);
    assertThat(again.attention()).isEqualTo(full.attention());
  }

  @Test
  void hiddenKeysAreThoseThatAreNotKept() {
    Tensor opposite = padding.copy();
    for (int n = 0; n < N; n++) {
      for (int s = 0; s < S; s++) {
        opposite.set(1 - padding.get(n, s), n, s);
      }
    }
    Bits.assertSame(
        "keep",
        plain.withHiddenKeys(padding).compute(query, key, value),
        plain.withKeptKeys(opposite).compute(query, key, value));
  }

  @Test
  @DisplayName("S11: layouts")
  void layoutsAgreeToTheBit() {
    MultiHeadAttention lengthFirst = full.withLayout(EmbeddingLayout.LENGTH_FIRST);
    MultiHeadResult expected = full.evaluate(query, key, value);
    MultiHeadResult result =
        lengthFirst.evaluate(
            query.permute(1, 0, 2), key.permute(1, 0, 2).copy(), value.permute(1, 0, 2));
    assertThat(result.output().shape()).isEqualTo(Shape.of(L, N, E));
    assertThat(result.output().isContiguous()).isTrue();
    Bits.assertSame("output", expected.output(), result.output().permute(1, 0, 2));
    Bits.assertSame("weights", expected.weights(), result.weights());
  }

  @ParameterizedTest
  @EnumSource(EmbeddingLayout.class)
  @DisplayName("S11: batch")
  void aSequenceAloneHasTheBitsThatItHasInABatch(EmbeddingLayout layout) {
    MultiHeadResult batch = full.evaluate(query, key, value);
    for (int n = 0; n < N; n++) {
      MultiHeadResult one =
          full.withHiddenKeys(padding.select(0, n))
              .withLayout(layout)
              .evaluate(query.select(0, n), key.select(0, n), value.select(0, n));
      Bits.assertSame("output", batch.output().select(0, n), one.output());
      Bits.assertSame("weights", batch.weights().select(0, n), one.weights());
      Bits.assertSame("averaged", batch.averagedWeights().select(0, n), one.averagedWeights());
    }
  }

  @Test
  @DisplayName("S11: threads")
  void anyNumberOfThreadsGivesTheSameBits() {
    int rows = 300;
    Tensor x = random(2, rows, 48);
    Map<String, Tensor> large =
        new RandomParameters(seeds, DType.FLOAT32, 48).together().withLearnedKey().named();
    MultiHeadAttention module = MultiHeadAttention.of(large, 4);
    assertThat(2L * rows * rows * 48).isGreaterThan(4 * Engine.WORTH_SHARING);
    Tensor expected = on(module, 1).compute(x);
    for (int threads : new int[] {2, 3, 8}) {
      for (int run = 0; run < 3; run++) {
        Bits.assertSame(threads + " threads", expected, on(module, threads).compute(x));
      }
    }
  }

  private static MultiHeadAttention on(MultiHeadAttention module, int threads) {
    Execution execution = Execution.standard().withThreads(threads);
    return module.withAttention(module.attention().withExecution(execution));
  }

  @Test
  @DisplayName("S10: asking for weights")
  void askingForWeightsChangesNoBitOfTheOutput() {
    for (MultiHeadAttention module : List.of(plain, full, full.withAttention(plain.attention()))) {
      Bits.assertSame(
          "output", module.compute(query, key, value), module.evaluate(query, key, value).output());
    }
  }

  @Test
  @DisplayName("S3: a query without keys")
  void aQueryWithoutKeysGivesTheBiasOfTheLastMap() {
    Map<String, Tensor> own = new LinkedHashMap<>(named);
    own.remove("bias_k");
    own.remove("bias_v");
    Tensor all = Tensor.of(new byte[N * S], N, S);
    for (int s = 0; s < S; s++) {
      all.set(1, 1, s);
    }
    MultiHeadAttention module = MultiHeadAttention.of(own, H).withHiddenKeys(all);
    MultiHeadResult result = module.evaluate(query, key, value);
    for (int i = 0; i < L; i++) {
      Bits.assertSame(
          "output", tensor(named, "out_proj.bias"), result.output().select(0, 1).select(0, i));
    }
    assertThat(result.weights().select(0, 1).toFloatArray()).containsOnly(0);
    assertThat(result.weights().select(0, 2).toFloatArray()).doesNotContain(0);
    Tensor weights = module.withZeroKey().evaluate(query, key, value).weights();
    assertThat(weights.select(0, 1).select(2, S).toFloatArray()).containsOnly(1);
    Bits.assertSame(
        "zero key",
        result.output().select(0, 1),
        module.withZeroKey().compute(query, key, value).select(0, 1));
  }

  @Test
  @DisplayName("S3, S4: padding and the learned key")
  void noPaddingTouchesTheLearnedKey() {
    Tensor all = Tensor.of(new byte[] {1}, 1, 1).broadcastTo(Shape.of(N, S));
    MultiHeadResult result = plain.withHiddenKeys(all).evaluate(query, key, value);
    Tensor weights = result.weights();
    assertThat(weights.slice(3, 0, S).toFloatArray()).containsOnly(0);
    assertThat(weights.slice(3, S, S + 1).toFloatArray()).containsOnly(1);
    Tensor expected =
        Linear.of(tensor(named, "out_proj.weight"), tensor(named, "out_proj.bias"))
            .apply(tensor(named, "bias_v").broadcastTo(Shape.of(N, L, E)));
    Bits.assertSame("output", expected, result.output());
  }

  @Test
  @DisplayName("S4: what padding hides")
  void nothingInHiddenKeysTouchesTheResult() {
    Tensor spoiltKey = key.copy();
    Tensor spoiltValue = value.copy();
    for (int n = 0; n < N; n++) {
      for (int s = 0; s < S; s++) {
        if (padding.get(n, s) != 0) {
          spoiltKey.set(Double.NaN, n, s, 2);
          spoiltValue.set(Double.POSITIVE_INFINITY, n, s, 3);
        }
      }
    }
    MultiHeadResult expected = full.evaluate(query, key, value);
    MultiHeadResult result = full.evaluate(query, spoiltKey, spoiltValue);
    Bits.assertSame("output", expected.output(), result.output());
    Bits.assertSame("weights", expected.weights(), result.weights());
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void halfFloatsAreComputedInFloat32AndRoundedOnce(DType half) {
    Map<String, Tensor> narrow = new LinkedHashMap<>();
    Map<String, Tensor> wide = new LinkedHashMap<>();
    named.forEach((name, tensor) -> {
      narrow.put(name, tensor.to(half));
      wide.put(name, tensor.to(half).to(DType.FLOAT32));
    });
    Tensor bias = random(L, S).to(half);
    Tensor q = query.to(half);
    Tensor k = key.to(half);
    Tensor v = value.to(half);
    MultiHeadResult expected =
        MultiHeadAttention.of(wide, H)
            .withAttention(plain.attention().withBias(bias.to(DType.FLOAT32)))
            .evaluate(q.to(DType.FLOAT32), k.to(DType.FLOAT32), v.to(DType.FLOAT32));
    for (Map<String, Tensor> parameters : List.of(narrow, wide)) {
      for (Tensor added : List.of(bias, bias.to(DType.FLOAT32))) {
        MultiHeadResult result =
            MultiHeadAttention.of(parameters, H)
                .withAttention(plain.attention().withBias(added))
                .evaluate(q, k, v);
        Bits.assertSame("output", expected.output().to(half), result.output());
        Bits.assertSame("weights", expected.weights(), result.weights());
      }
    }
  }

  @Test
  void parametersAreCopiedWhateverTheirLayout() {
    Map<String, Tensor> turned = new LinkedHashMap<>();
    named.forEach((name, tensor) ->
        turned.put(name, tensor.rank() == 2 ? tensor.transpose().copy().transpose() : tensor));
    MultiHeadAttention module = MultiHeadAttention.of(turned, H);
    Tensor expected = plain.compute(query, key, value);
    Bits.assertSame("turned", expected, module.compute(query, key, value));
    for (Tensor tensor : turned.values()) {
      Tensor.of(new double[] {Double.NaN}, 1).broadcastTo(tensor.shape()).copyInto(tensor);
    }
    Bits.assertSame("changed", expected, module.compute(query, key, value));
    Map<String, Tensor> single = new RandomParameters(seeds, DType.FLOAT32, 1).together().named();
    MultiHeadAttention one = MultiHeadAttention.of(single, 1);
    Tensor x = random(4, 1);
    Tensor before = one.compute(x);
    single.values().forEach(tensor -> tensor.set(5, new int[tensor.rank()]));
    Bits.assertSame("one column", before, one.compute(x));
  }

  @Test
  void parametersAndInputsMayLieOutsideTheHeap() {
    Tensor expected = full.compute(query, key, value);
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Tensor> outside = new LinkedHashMap<>();
      named.forEach((name, tensor) -> outside.put(name, outside(arena, tensor)));
      MultiHeadAttention module =
          MultiHeadAttention.of(outside, H)
              .withZeroKey()
              .withHiddenKeys(outside(arena, padding))
              .withAttention(full.attention());
      Bits.assertSame(
          "outside",
          expected,
          module.compute(outside(arena, query), outside(arena, key), outside(arena, value)));
    }
  }

  private static Tensor outside(Arena arena, Tensor tensor) {
    long bytes = tensor.shape().elements() * tensor.dtype().bytes();
    Tensor copy = Tensor.over(arena.allocate(bytes, 8), tensor.dtype(), tensor.shape());
    tensor.copyInto(copy);
    return copy;
  }

  @Test
  void aPrefixChoosesOneModuleAmongMany() {
    Map<String, Tensor> model = new LinkedHashMap<>();
    named.forEach((name, tensor) -> {
      model.put("layers.1.attn." + name, tensor);
      model.put("layers.10.attn." + name, Tensor.zeros(tensor.dtype(), tensor.shape()));
    });
    model.put("embedding", query);
    Bits.assertSame(
        "prefix",
        plain.compute(query, key, value),
        MultiHeadAttention.of(model, "layers.1.attn.", H).compute(query, key, value));
  }

  @Test
  void projectedHeadsAreWhatTheOperatorIsGiven() {
    Map<String, Tensor> own = new RandomParameters(seeds, DType.FLOAT32, E).together().named();
    MultiHeadAttention module = MultiHeadAttention.of(own, H);
    Projected heads = module.project(query, query, query);
    assertThat(heads.query().shape()).isEqualTo(Shape.of(N, H, L, E / H));
    Tensor joined =
        module.attention().compute(heads.query(), heads.key(), heads.value()).mergeHeads();
    Bits.assertSame(
        "by hand",
        module.compute(query),
        Linear.of(tensor(own, "out_proj.weight"), null).apply(joined));
    Bits.assertSame(
        "weights",
        module.attention().steps(heads.query(), heads.key(), heads.value()).weights(),
        module.evaluate(query).weights());
  }

  @Test
  void masksOfThreeAxesAreSeenPerHead() {
    Tensor stacked = random(N * H, L, S);
    Tensor seen = plain.perHead(stacked);
    assertThat(seen.shape()).isEqualTo(Shape.of(N, H, L, S));
    Bits.assertSame("in C order", Tensor.of(stacked.toFloatArray(), N, H, L, S), seen);
    seen.set(7, 2, 1, 3, 4);
    assertThat(stacked.get(2 * H + 1, 3, 4)).as("a view").isEqualTo(7);
  }

  @Test
  void theObserverIsToldOfTheOperatorAloneAndMayCancel() {
    List<Integer> totals = new ArrayList<>();
    Execution watched =
        Execution.standard()
            .withObserver((done, total) -> {
              totals.add(total);
              return true;
            });
    plain.withAttention(plain.attention().withExecution(watched)).compute(query, key, value);
    assertThat(totals).isNotEmpty().containsOnly(N * H);
    Execution ended = watched.withObserver((done, total) -> false);
    MultiHeadAttention cancelled = plain.withAttention(plain.attention().withExecution(ended));
    assertThatThrownBy(() -> cancelled.compute(query, key, value))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  @DisplayName("S13: sizes of 0")
  void noQueriesAndNoSequencesGiveEmptyResults() {
    MultiHeadResult none = plain.evaluate(query.slice(1, 0, 0), key, value);
    assertThat(none.output().shape()).isEqualTo(Shape.of(N, 0, E));
    assertThat(none.averagedWeights().shape()).isEqualTo(Shape.of(N, 0, S + 1));
    Tensor nobody = plain.compute(query.slice(0, 0, 0), key.slice(0, 0, 0), value.slice(0, 0, 0));
    assertThat(nobody.shape()).isEqualTo(Shape.of(0, L, E));
  }
}
