package dev.heed.multihead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.attention.Bits;
import dev.heed.attention.Layout;
import dev.heed.attention.RandomRules;
import dev.heed.execution.Execution;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.Seeds;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Multi-head attention against plain sums and the oracle: parameters, extra keys, padding, layouts
 * and whatever the operator has, in combination. {@code -Dheed.seed} and {@code -Dheed.cases}
 * choose others and more.
 */
class MultiHeadOracleTest {
  private static final int CASES = Integer.getInteger("heed.cases", 300);
  private static final int[] ROWS = {0, 1, 2, 3, 5, 9, 63, 64, 65, 70};

  private final Seeds seeds = Seeds.fromProperty();
  private final RandomGenerator random = seeds.random();

  /** One module and what it is given, with the plain form of both. */
  private record Drawn(
      String description,
      MultiHeadAttention module,
      PlainMultiHead plain,
      Tensor query,
      Tensor key,
      Tensor value) {}

  @ParameterizedTest
  @CsvSource({"FLOAT64, 1e-12", "FLOAT32, 2e-5"})
  @DisplayName("S1 to S8, S10: agreement with the oracle")
  void anyCombinationAgreesWithThePlainForm(DType dtype, double limit) {
    for (int n = 0; n < CASES; n++) {
      Drawn drawn = draw(dtype);
      MultiHeadResult expected = drawn.plain().evaluate(drawn.query(), drawn.key(), drawn.value());
      MultiHeadAttention module = drawn.module();
      Tensor q = laidOut(module, drawn.query());
      Tensor k = laidOut(module, drawn.key());
      Tensor v = laidOut(module, drawn.value());
      MultiHeadResult result = module.evaluate(q, k, v);
      Bits.assertSame(drawn.description(), module.compute(q, k, v), result.output());
      close(drawn, limit, expected.output(), batchFirst(module, result.output()));
      close(drawn, limit, expected.weights(), result.weights());
      close(drawn, limit, expected.averagedWeights(), result.averagedWeights());
    }
  }

  private Drawn draw(DType dtype) {
    int heads = random.nextInt(1, 5);
    int depth = random.nextInt(1, 7);
    int batch = random.nextInt(4);
    int queries = ROWS[random.nextInt(ROWS.length)];
    int keys = random.nextBoolean() ? queries : ROWS[random.nextInt(ROWS.length)];
    AttentionSizes sizes = new AttentionSizes(batch, heads, heads, queries, keys, depth, depth);
    RandomRules rules = RandomRules.draw(seeds, sizes, dtype);
    Attention attention = rules.attention();
    AttentionProblem problem = rules.problem();
    Tensor sinks = attention.sinks();
    int size = heads * depth;
    boolean apart = random.nextBoolean();
    int keySize = apart ? random.nextInt(1, 12) : size;
    int valueSize = apart ? random.nextInt(1, 12) : size;
    Map<String, Tensor> named = parameters(dtype, size, apart, keySize, valueSize);
    EmbeddingLayout[] layouts = EmbeddingLayout.values();
    MultiHeadAttention module =
        MultiHeadAttention.of(named, heads)
            .withAttention(
                attention.withExecution(Execution.standard().withThreads(random.nextInt(1, 4))))
            .withLayout(layouts[random.nextInt(layouts.length)]);
    boolean zero = random.nextInt(3) == 0;
    module = zero ? module.withZeroKey() : module;
    int padding = random.nextInt(3);
    if (padding > 0) {
      Tensor flags = flags(batch, keys);
      module = padding == 1 ? module.withHiddenKeys(flags) : module.withKeptKeys(flags);
      AttentionProblem.Kept kept = problem.kept();
      problem =
          problem.withKept(
              (b, h, i, j) -> (flags.get(b, j) == 0) == (padding == 1) && kept.test(b, h, i, j));
    }
    return new Drawn(
        "%s %s %s %s, zero %s, sinks %s, padding %d, %s"
            .formatted(dtype, sizes, rules.description(), named, zero, sinks, padding, attention),
        module,
        new PlainMultiHead(named, problem, sinks == null ? null : sinks.toDoubleArray(), zero),
        input(dtype, batch, queries, size),
        input(dtype, batch, keys, keySize),
        input(dtype, batch, keys, valueSize));
  }

  private Map<String, Tensor> parameters(
      DType dtype, int size, boolean apart, int keySize, int valueSize) {
    RandomParameters parameters = new RandomParameters(seeds, dtype, size);
    RandomParameters inner = apart ? parameters.apart(keySize, valueSize) : parameters.together();
    RandomParameters biased = random.nextBoolean() ? inner.biased() : inner;
    return (random.nextBoolean() ? biased.withLearnedKey() : biased).named();
  }

  private Tensor flags(int batch, int keys) {
    byte[] flags = new byte[batch * keys];
    for (int n = 0; n < flags.length; n++) {
      flags[n] = (byte) (random.nextInt(3) == 0 || n / Math.max(keys, 1) == 1 ? 1 : 0);
    }
    return Tensor.of(flags, batch, keys);
  }

  private Tensor input(DType dtype, int batch, int rows, int columns) {
    return Tensor.of(seeds.normal(batch * rows * columns), batch, rows, columns).to(dtype);
  }

  private Tensor laidOut(MultiHeadAttention module, Tensor x) {
    Tensor ordered = batchFirst(module, x);
    return random.nextBoolean() ? ordered.copy() : Layout.random(random, 3).of(ordered);
  }

  /** Its own inverse. */
  private static Tensor batchFirst(MultiHeadAttention module, Tensor x) {
    return module.layout() == EmbeddingLayout.LENGTH_FIRST ? x.permute(1, 0, 2) : x;
  }

  private static void close(Drawn drawn, double limit, Tensor expected, Tensor actual) {
    assertThat(actual.shape()).as(drawn.description()).isEqualTo(expected.shape());
    double[] wanted = expected.toDoubleArray();
    double[] got = actual.toDoubleArray();
    for (int n = 0; n < wanted.length; n++) {
      if (!(Math.abs(got[n] - wanted[n]) <= limit)) {
        throw new AssertionError(
            "element %d of %s is %s, expected %s within %s: %s"
                .formatted(n, actual, got[n], wanted[n], limit, drawn.description()));
      }
    }
  }
}
