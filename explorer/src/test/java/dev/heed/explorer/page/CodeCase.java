package dev.heed.explorer.page;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.explain.Explanation;
import dev.heed.explain.Pair;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.multihead.Projected;
import dev.heed.multihead.Projection;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Own numbers with options that copied code has to say, too, computed by the library itself.
 *
 * @param name for the report
 * @param arrays as they are given to the page
 * @param options the JSON of them
 * @param attention the same options
 * @param split the arrays as attention gets them
 * @param pair what is looked at
 */
record CodeCase(
    String name,
    Map<String, Tensor> arrays,
    String options,
    Attention attention,
    Projected split,
    Pair pair) {
  String json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ArrayFile.write(bytes, ArrayFormat.JSON, new TreeMap<>(arrays));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "{\"arrays\": %s, \"options\": %s}"
        .formatted(bytes.toString(StandardCharsets.UTF_8), options);
  }

  /** The head and the pair, in the address. */
  String place() {
    return "view=head&l=%d&h=%d&q=%d&k=%d"
        .formatted(pair.batch(), pair.head(), pair.query(), pair.key());
  }

  private Steps steps() {
    return attention.steps(split.query(), split.key(), split.value());
  }

  Tensor weights() {
    return ofHead(steps().weights());
  }

  Tensor output() {
    return ofHead(steps().output());
  }

  private Tensor ofHead(Tensor tensor) {
    return switch (tensor.rank()) {
      case 2 -> tensor;
      case 3 -> tensor.select(0, pair.head());
      default -> tensor.select(0, pair.batch()).select(0, pair.head());
    };
  }

  Explanation explanation() {
    return attention.explain(split.query(), split.key(), split.value(), pair);
  }

  @Override
  public String toString() {
    return name;
  }

  /** One of each kind of code. */
  static Stream<CodeCase> cases() {
    return Stream.of(plain(), grouped(), masked(), projected(), batched());
  }

  /** Numbers with two digits behind the point. */
  private static Tensor random(int seed, int... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    int size = 1;
    for (int side : shape) {
      size *= side;
    }
    double[] numbers = random.ints(size, -200, 200).mapToDouble(n -> n / 100.0).toArray();
    return Tensor.of(numbers, shape);
  }

  private static CodeCase plain() {
    Tensor q = random(1, 3, 2);
    Tensor k = random(2, 3, 2);
    Tensor v = random(3, 3, 2);
    return new CodeCase(
        "plain",
        Map.of("Q", q, "K", k, "V", v),
        "{}",
        Attention.scaledDotProduct(),
        new Projected(q, k, v),
        new Pair(0, 0, 1, 2));
  }

  private static CodeCase grouped() {
    Tensor q = random(4, 4, 8);
    Tensor k = random(5, 4, 4);
    Tensor v = random(6, 4, 4);
    return new CodeCase(
        "four heads share two of keys; causal, scale and softcap",
        Map.of("Q", q, "K", k, "V", v),
        "{\"heads\": 4, \"keyHeads\": 2, \"causal\": true, \"scale\": 0.3, \"softcap\": 1.5}",
        Attention.scaledDotProduct().withScale(0.3).withSoftcap(1.5).withMask(Mask.causal()),
        new Projected(q.splitHeads(4), k.splitHeads(2), v.splitHeads(2)),
        new Pair(0, 2, 3, 1));
  }

  private static CodeCase masked() {
    Tensor q = random(7, 3, 4);
    Tensor k = random(8, 5, 4);
    Tensor v = random(9, 5, 4);
    boolean[][] kept = {
      {true, true, true, false, true},
      {false, false, false, false, false},
      {true, true, true, true, false},
    };
    return new CodeCase(
        "a painted mask with an empty row, a window and ALiBi",
        Map.of("Q", q, "K", k, "V", v),
        """
        {"mask": [[1, 1, 1, 0, 1], [0, 0, 0, 0, 0], [1, 1, 1, 1, 0]],
         "window": [1, 2], "corner": "bottom-right", "alibi": true}
        """,
        Attention.scaledDotProduct()
            .withMask(Mask.window(1, 2, Corner.BOTTOM_RIGHT).and(Mask.keep(Tensor.of(kept))))
            .withBias(Bias.alibi(Bias.alibiSlopes(1), Corner.BOTTOM_RIGHT)),
        new Projected(q, k, v),
        new Pair(0, 0, 2, 3));
  }

  private static CodeCase projected() {
    Tensor x = random(10, 4, 6);
    Tensor[] weights = {random(21, 6, 4), random(22, 6, 4), random(23, 6, 4)};
    Tensor[] biases = {random(24, 4), random(25, 4), random(26, 4)};
    Map<String, Tensor> arrays = new TreeMap<>(Map.of("X", x));
    for (int n = 0; n < 3; n++) {
      arrays.put("W_" + "QKV".charAt(n), weights[n]);
      arrays.put("b_" + "QKV".charAt(n), biases[n]);
    }
    Projected whole =
        new Projection(weights[0], weights[1], weights[2], biases[0], biases[1], biases[2])
            .project(x);
    return new CodeCase(
        "X with weights and biases, two heads, without a scale",
        arrays,
        "{\"heads\": 2, \"causal\": \"bottom-right\", \"scale\": \"none\"}",
        Attention.scaledDotProduct().withScale(1).withMask(Mask.causal(Corner.BOTTOM_RIGHT)),
        new Projected(
            whole.query().splitHeads(2), whole.key().splitHeads(2), whole.value().splitHeads(2)),
        new Pair(0, 1, 3, 0));
  }

  private static CodeCase batched() {
    Tensor q = random(11, 2, 2, 3, 2);
    Tensor k = random(12, 2, 2, 4, 2);
    Tensor v = random(13, 2, 2, 4, 3);
    return new CodeCase(
        "two sequences of other lengths",
        Map.of("Q", q, "K", k, "V", v),
        "{\"lengths\": [4, 2]}",
        Attention.scaledDotProduct().withMask(Mask.lengths(4, 2)),
        new Projected(q, k, v),
        new Pair(1, 0, 2, 1));
  }
}
