package dev.heed.attention;

import dev.heed.execution.Execution;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One problem, drawn at random, as tensors for Heed and as plain arrays for the oracle.
 *
 * @param attention what Heed is asked for
 * @param problem the same for the oracle
 * @param query {@code [B,H,L,D]} in C order, exact in the dtype
 * @param q the same numbers in some layout, with 2 to 4 axes
 */
@SuppressWarnings("ArrayRecordComponent") // plain arrays are what the oracle takes
record RandomProblem(
    String description,
    Attention attention,
    AttentionProblem problem,
    double[] query,
    double[] key,
    double[] value,
    Tensor q,
    Tensor k,
    Tensor v) {
  private static final int[] ROWS = {0, 1, 2, 3, 7, 31, 63, 64, 65, 97, 127, 128, 129, 131};

  /** On the path for few queries, with keys beyond a tile and beyond a split of it. */
  private static final int[] FEW_ROWS = {1, 1, 2, 3, 4, 5, 7, 8};

  private static final int[] MANY_KEYS = {255, 256, 257, 511, 700, 2047, 2048, 2049, 4100};
  private static final int[] COLUMNS = {1, 2, 3, 4, 5, 8, 13, 16, 17, 31, 32, 33, 64, 65};
  private static final int WORK = 1_500_000;
  private static final int SMALL_WORK = 150_000;
  private static final double LARGE = 100;

  /** What numbers are like. */
  private enum Kind {
    NORMAL,
    /** Scores of up to 1e4 and a few times that. */
    LARGE,
    /** All queries are the same row, and all keys. */
    CONSTANT
  }

  /** Draws sizes, numbers, layouts, scale, bias and masks. */
  static RandomProblem draw(Seeds seeds, DType dtype) {
    return draw(seeds, dtype, 0);
  }

  /** The same with about {@code poisoned} numbers in queries, keys and values NaN or infinite. */
  static RandomProblem draw(Seeds seeds, DType dtype, int poisoned) {
    RandomGenerator random = seeds.random();
    int rank = random.nextInt(2, 5);
    AttentionSizes sizes = sizes(random, rank);
    Kind kind = random.nextInt(4) > 0 ? Kind.NORMAL : random(random, Kind.values());
    if (poisoned > 0 && kind == Kind.LARGE) {
      // A weight of the oracle may be subnormal where Heed's is 0, and infinity times that is not.
      kind = Kind.CONSTANT;
    }
    double[] query = numbers(seeds, dtype, kind, sizes.queryElements(), sizes.depth());
    double[] key = numbers(seeds, dtype, kind, sizes.keyElements(), sizes.depth());
    double[] value = numbers(seeds, dtype, Kind.NORMAL, sizes.valueElements(), 1);
    for (double[] numbers : List.of(query, key, value)) {
      poison(random, numbers, poisoned);
    }
    RandomRules rules = RandomRules.draw(seeds, sizes, dtype);
    if (random.nextInt(4) > 0) {
      poisonLeftOut(random, rules.problem(), key, value);
    }
    int keyHeads = sizes.keyHeads();
    int batch = sizes.batch();
    int[] full = {batch, sizes.heads(), sizes.queries(), sizes.depth()};
    int[] keys = {batch, keyHeads, sizes.keys(), sizes.depth()};
    int[] values = {batch, keyHeads, sizes.keys(), sizes.valueDepth()};
    return new RandomProblem(
        dtype + " " + kind + " rank " + rank + " " + sizes + " " + rules.description(),
        rules.attention().withExecution(Execution.standard().withThreads(1 + random.nextInt(3))),
        rules.problem(),
        query,
        key,
        value,
        tensor(random, query, dtype, rank, full),
        tensor(random, key, dtype, rank, keys),
        tensor(random, value, dtype, rank, values));
  }

  AttentionSizes sizes() {
    return problem.sizes();
  }

  /**
   * What the rounding of scores goes by: the largest finite magnitude of a score that counts, as
   * the sum of its products' magnitudes and as it is in the end; 0 if there is none.
   */
  double largestScore() {
    AttentionSizes s = sizes();
    double largest = 0;
    for (int row = 0; row < s.rows(); row++) {
      int i = row % s.queries();
      int h = row / s.queries() % s.heads();
      int b = row / s.queries() / s.heads();
      for (int j = 0; j < s.keys(); j++) {
        if (problem.attends(b, h, i, j)) {
          double sum = 0;
          double magnitude = 0;
          for (int d = 0; d < s.depth(); d++) {
            double product = query[row * s.depth() + d] * key[s.keyRow(b, h, j) * s.depth() + d];
            sum += product;
            magnitude += Math.abs(product * problem.scale());
          }
          double last = problem.finalScore(sum * problem.scale(), b, h, i, j);
          largest = Double.isFinite(magnitude) ? Math.max(largest, magnitude) : largest;
          largest = Double.isFinite(last) ? Math.max(largest, Math.abs(last)) : largest;
        }
      }
    }
    return largest;
  }

  private static <T> T random(RandomGenerator random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  /** Puts what must not be read into the keys and values that no query attends to. */
  private static void poisonLeftOut(
      RandomGenerator random, AttentionProblem problem, double[] key, double[] value) {
    double[] poison = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e30};
    AttentionSizes s = problem.sizes();
    boolean[] attended = new boolean[s.batch() * s.keyHeads() * s.keys()];
    for (int row = 0; row < s.rows(); row++) {
      int i = row % s.queries();
      int h = row / s.queries() % s.heads();
      int b = row / s.queries() / s.heads();
      for (int j = 0; j < s.keys(); j++) {
        attended[s.keyRow(b, h, j)] |= problem.attends(b, h, i, j);
      }
    }
    for (int row = 0; row < attended.length; row++) {
      if (!attended[row]) {
        int width = s.depth();
        Arrays.fill(key, row * width, (row + 1) * width, poison[random.nextInt(poison.length)]);
        int wide = s.valueDepth();
        Arrays.fill(value, row * wide, (row + 1) * wide, poison[random.nextInt(poison.length)]);
      }
    }
  }

  private static void poison(RandomGenerator random, double[] numbers, int count) {
    double[] poison = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (int n = 0; n < count && numbers.length > 0; n++) {
      numbers[random.nextInt(numbers.length)] = poison[random.nextInt(poison.length)];
    }
  }

  private static AttentionSizes sizes(RandomGenerator random, int rank) {
    while (true) {
      int batch = rank < 4 ? 1 : random.nextInt(1, 4);
      int keyHeads = rank < 3 ? 1 : random.nextInt(1, 4);
      int heads = rank < 3 ? 1 : keyHeads * random.nextInt(1, 4);
      int queries = ROWS[random.nextInt(ROWS.length)];
      int keys = random.nextInt(3) == 0 ? queries : ROWS[random.nextInt(ROWS.length)];
      if (random.nextInt(4) == 0) {
        queries = FEW_ROWS[random.nextInt(FEW_ROWS.length)];
        keys = random.nextInt(2) == 0 ? keys : MANY_KEYS[random.nextInt(MANY_KEYS.length)];
      }
      int depth = COLUMNS[random.nextInt(COLUMNS.length)];
      int valueDepth = random.nextBoolean() ? depth : COLUMNS[random.nextInt(COLUMNS.length)];
      long work = (long) batch * heads * queries * keys * (depth + valueDepth);
      if (work <= (random.nextInt(8) == 0 ? WORK : SMALL_WORK)) {
        return new AttentionSizes(batch, heads, keyHeads, queries, keys, depth, valueDepth);
      }
    }
  }

  private static double[] numbers(Seeds seeds, DType dtype, Kind kind, int count, int columns) {
    double[] numbers = seeds.normal(count);
    for (int n = 0; n < count; n++) {
      numbers[n] = kind == Kind.LARGE ? LARGE * numbers[n] : numbers[n];
      numbers[n] = kind == Kind.CONSTANT && n >= columns ? numbers[n - columns] : numbers[n];
    }
    return Tensor.of(numbers, count).to(dtype).toDoubleArray();
  }

  private static Tensor tensor(
      RandomGenerator random, double[] numbers, DType dtype, int rank, int[] shape) {
    Tensor tensor = Tensor.of(numbers, shape).to(dtype);
    if (random.nextInt(3) > 0) {
      tensor = Layout.random(random, 4).of(tensor);
    }
    while (tensor.rank() > rank) {
      tensor = tensor.select(0, 0);
    }
    return tensor;
  }
}
