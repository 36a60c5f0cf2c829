package dev.heed.attention;

import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.ScoreFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionProblem.Rewrite;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Every option of attention drawn at random, for Heed and, worked out on its own, the oracle. */
@SuppressWarnings("exports") // for tests of this module alone
public final class RandomRules {
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;

  private final Seeds seeds;
  private final RandomGenerator random;
  private final AttentionSizes sizes;
  private final DType dtype;
  private final List<String> words = new ArrayList<>();
  private final RandomMasks masks;
  private AttentionProblem.@Nullable Bias bias;
  private @Nullable Rewrite rewrite;
  private Attention attention = Attention.scaledDotProduct();
  private AttentionProblem problem;

  private RandomRules(Seeds seeds, AttentionSizes sizes, DType dtype) {
    this.seeds = seeds;
    this.random = seeds.random();
    this.sizes = sizes;
    this.dtype = dtype;
    this.problem = AttentionProblem.of(sizes);
    this.masks = RandomMasks.draw(random, sizes);
  }

  public static RandomRules draw(Seeds seeds, AttentionSizes sizes, DType dtype) {
    RandomRules rules = new RandomRules(seeds, sizes, dtype);
    rules.words.addAll(rules.masks.words());
    rules.attention = rules.attention.withMask(rules.masks.mask());
    rules.problem = rules.problem.withKept(rules.table());
    rules.drawScale();
    rules.drawSoftcap();
    rules.drawSinks();
    rules.drawBiases();
    return rules;
  }

  public String description() {
    return words.toString();
  }

  public Attention attention() {
    return attention;
  }

  public AttentionProblem problem() {
    return problem;
  }

  /** What the masks say of every pair, asked once. */
  private AttentionProblem.Kept table() {
    boolean[] kept = new boolean[sizes.scoreElements()];
    for (int n = 0; n < kept.length; n++) {
      int row = n / sizes.keys();
      int head = row / sizes.queries();
      kept[n] =
          masks.keeps(
              head / sizes.heads(), head % sizes.heads(), row % sizes.queries(), n % sizes.keys());
    }
    return (b, h, i, j) -> kept[sizes.row(b, h, i) * sizes.keys() + j];
  }

  private void drawScale() {
    double[] scales = {0.3, -0.25, 0, 1, 0.05};
    if (random.nextBoolean()) {
      double scale = scales[random.nextInt(scales.length)];
      words.add("scale " + scale);
      attention = attention.withScale(scale);
      problem = problem.withScale(scale);
    }
  }

  private void drawSoftcap() {
    double[] caps = {0.5, 2, 30, 1000};
    if (random.nextInt(3) == 0) {
      double cap = caps[random.nextInt(caps.length)];
      words.add("softcap " + cap);
      attention = attention.withSoftcap(cap);
      problem = problem.withSoftcap(cap);
    }
  }

  private void drawSinks() {
    if (random.nextInt(3) > 0) {
      return;
    }
    double[] sinks = new double[sizes.heads()];
    for (int h = 0; h < sinks.length; h++) {
      sinks[h] = random.nextInt(4) == 0 ? HIDDEN : (float) (4 * random.nextGaussian());
    }
    words.add("sinks " + Arrays.toString(sinks));
    DType own = random.nextBoolean() ? DType.FLOAT64 : DType.FLOAT32;
    attention = attention.withSinks(Tensor.of(sinks, sinks.length).to(own));
    problem = problem.withSinks(h -> sinks[h]);
  }

  private void drawBiases() {
    Bias all = Bias.none();
    int count = Math.max(0, random.nextInt(5) - 1);
    for (int n = 0; n < count; n++) {
      Bias one =
          switch (random.nextInt(3)) {
            case 0 -> dense();
            case 1 -> alibi();
            default -> function();
          };
      all = all.and(one);
    }
    attention = attention.withBias(all);
    if (bias != null) {
      problem = problem.withBias(bias);
    }
    if (rewrite != null) {
      problem = problem.withRewrite(rewrite);
    }
  }

  private Bias dense() {
    int[] axes =
        RandomMasks.axes(random, sizes.batch(), sizes.heads(), sizes.queries(), sizes.keys());
    double[] numbers = seeds.normal((int) Shape.of(axes).elements());
    double share = random.nextBoolean() ? 0 : random.nextDouble();
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = random.nextDouble() < share ? HIDDEN : numbers[n];
    }
    DType own = dtype.isStorage() && random.nextBoolean() ? DType.FLOAT32 : dtype;
    Tensor rounded = Tensor.of(numbers, axes).to(own);
    double[] exact = rounded.toDoubleArray();
    words.add("bias " + own + Arrays.toString(axes) + " -inf " + share);
    add((b, h, i, j) -> exact[RandomMasks.place(axes, b, h, i, j)]);
    return Bias.dense(RandomMasks.laidOut(random, rounded));
  }

  private Bias alibi() {
    int entries = random.nextBoolean() ? masks.packing().count() : 1;
    double[] slopes = new double[entries * sizes.heads()];
    for (int n = 0; n < slopes.length; n++) {
      slopes[n] = (float) (0.2 * random.nextGaussian());
    }
    boolean named = !masks.packing().isSquare() || random.nextBoolean();
    Corner corner = named ? masks.corner() : Corner.TOP_LEFT;
    words.add("alibi " + entries + " " + (named ? corner : "unnamed"));
    add((b, h, i, j) -> {
      int entry = masks.packing().sequence(b, i) % entries;
      return -slopes[entry * sizes.heads() + h] * Math.abs(masks.distance(corner, b, i, j));
    });
    boolean single = entries == 1 && random.nextBoolean();
    Tensor tensor =
        single
            ? Tensor.of(slopes, sizes.heads())
            : Tensor.of(slopes, new int[] {entries, sizes.heads()});
    return named ? Bias.alibi(tensor, corner) : Bias.alibi(tensor);
  }

  private Bias function() {
    ScoreFunction rule = rule();
    Rewrite before = chain();
    rewrite =
        (score, b, h, i, j) ->
            rule.apply(
                before.apply(score, b, h, i, j),
                masks.packing().sequence(b, i),
                h,
                masks.packing().query(b, i),
                masks.packing().key(b, i, j));
    return Bias.function(rule);
  }

  /** Some rule; those that leave out do so by position. */
  private ScoreFunction rule() {
    int kind = random.nextInt(6);
    words.add("score function " + kind);
    return switch (kind) {
      case 0 -> (score, b, h, i, j) -> 0.5 * score + 0.01 * (i - j);
      case 1 -> (score, b, h, i, j) -> (i + 3 * j + b) % 5 == 0 ? HIDDEN : score;
      case 2 -> (score, b, h, i, j) -> score == HIDDEN ? -2 - 0.1 * h : score;
      case 3 -> (score, b, h, i, j) -> j / 64 == i / 64 ? HIDDEN : score + 0.1 * (j % 7);
      case 4 -> (score, b, h, i, j) -> score == HIDDEN ? HIDDEN : StrictMath.sin(score);
      default -> (score, b, h, i, j) -> j > i + 40 * h ? HIDDEN : score - 0.25 * ((b + j) % 3);
    };
  }

  private Rewrite chain() {
    Rewrite before = rewrite;
    return before == null ? (score, b, h, i, j) -> score : before;
  }

  /** Biases before the first function are a sum; those behind one are steps like functions. */
  private void add(AttentionProblem.Bias one) {
    if (rewrite != null) {
      Rewrite before = chain();
      rewrite =
          (score, b, h, i, j) -> {
            double added = one.at(b, h, i, j);
            return added == HIDDEN ? HIDDEN : before.apply(score, b, h, i, j) + added;
          };
      return;
    }
    AttentionProblem.Bias before = bias;
    bias = before == null ? one : (b, h, i, j) -> before.at(b, h, i, j) + one.at(b, h, i, j);
  }
}
