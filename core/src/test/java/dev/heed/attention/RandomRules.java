package dev.heed.attention;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionProblem.Kept;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Scale, bias and masks drawn at random, for Heed and, worked out on its own, for the oracle. */
final class RandomRules {
  private final Seeds seeds;
  private final RandomGenerator random;
  private final AttentionSizes sizes;
  private final DType dtype;
  private final List<String> words = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();
  private final int[] lengths;
  private Attention attention = Attention.scaledDotProduct();
  private AttentionProblem problem;

  private RandomRules(Seeds seeds, AttentionSizes sizes, DType dtype) {
    this.seeds = seeds;
    this.random = seeds.random();
    this.sizes = sizes;
    this.dtype = dtype;
    this.problem = AttentionProblem.of(sizes);
    this.lengths = new int[sizes.batch()];
    Arrays.fill(lengths, sizes.keys());
  }

  static RandomRules draw(Seeds seeds, AttentionSizes sizes, DType dtype) {
    RandomRules rules = new RandomRules(seeds, sizes, dtype);
    rules.drawScale();
    rules.drawMasks();
    rules.drawBias();
    return rules;
  }

  String description() {
    return words.toString();
  }

  Attention attention() {
    return attention;
  }

  AttentionProblem problem() {
    return problem.withKept((b, h, i, j) -> kept.stream().allMatch(one -> one.test(b, h, i, j)));
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

  private void drawMasks() {
    Mask mask = Mask.none();
    int masks = random.nextInt(4);
    for (int n = 0; n < masks; n++) {
      Mask one =
          switch (random.nextInt(5)) {
            case 0 -> causal();
            case 1 -> window();
            case 2 -> flags(true);
            case 3 -> flags(false);
            default -> lengths();
          };
      mask = random.nextBoolean() ? mask.and(one) : one.and(mask);
    }
    attention = attention.withMask(mask);
  }

  /** The key that stands where query i does, less i. */
  private long shift(Corner corner, int b) {
    return corner == Corner.BOTTOM_RIGHT ? lengths[b] - sizes.queries() : 0;
  }

  private Mask causal() {
    Corner corner = random.nextBoolean() ? Corner.TOP_LEFT : Corner.BOTTOM_RIGHT;
    boolean named = sizes.queries() != sizes.keys() || random.nextBoolean();
    Corner used = named ? corner : Corner.TOP_LEFT;
    words.add("causal " + (named ? corner : "unnamed"));
    kept.add((b, h, i, j) -> j <= i + shift(used, b));
    return named ? Mask.causal(corner) : Mask.causal();
  }

  private Mask window() {
    int left = random.nextInt(-1, 90);
    int right = random.nextBoolean() ? 0 : random.nextInt(-1, 90);
    Corner corner = random.nextBoolean() ? Corner.TOP_LEFT : Corner.BOTTOM_RIGHT;
    words.add("window " + left + "," + right + " " + corner);
    kept.add((b, h, i, j) -> left < 0 || j >= i + shift(corner, b) - left);
    kept.add((b, h, i, j) -> right < 0 || j <= i + shift(corner, b) + right);
    return Mask.window(left, right, corner);
  }

  private Mask lengths() {
    int[] drawn = new int[sizes.batch()];
    for (int b = 0; b < drawn.length; b++) {
      drawn[b] = random.nextInt(sizes.keys() + 1);
      lengths[b] = Math.min(lengths[b], drawn[b]);
    }
    words.add("lengths " + Arrays.toString(drawn));
    kept.add((b, h, i, j) -> j < drawn[b]);
    return Mask.lengths(drawn);
  }

  private Mask flags(boolean keep) {
    int[] axes = axes();
    double share = random.nextInt(4) == 0 ? 0.02 : random.nextDouble();
    boolean blocks = random.nextBoolean();
    byte[] flags = new byte[(int) Shape.of(axes).elements()];
    for (int n = 0; n < flags.length; n++) {
      boolean flag = random.nextDouble() < share;
      flags[n] = blocks && n > 0 && random.nextInt(80) > 0 ? flags[n - 1] : (byte) (flag ? 1 : 0);
    }
    words.add((keep ? "keep " : "hide ") + Arrays.toString(axes) + " " + share);
    kept.add((b, h, i, j) -> (flags[place(axes, b, h, i, j)] != 0) == keep);
    Tensor tensor = laidOut(Tensor.of(flags, axes));
    return keep ? Mask.keep(tensor) : Mask.hide(tensor);
  }

  private void drawBias() {
    if (random.nextInt(3) > 0) {
      return;
    }
    int[] axes = axes();
    double[] bias = seeds.normal((int) Shape.of(axes).elements());
    double share = random.nextBoolean() ? 0 : random.nextDouble();
    for (int n = 0; n < bias.length; n++) {
      double number = random.nextDouble() < share ? Double.NEGATIVE_INFINITY : bias[n];
      bias[n] = dtype == DType.FLOAT32 ? (float) number : number;
    }
    words.add("bias " + Arrays.toString(axes) + " -inf " + share);
    attention = attention.withBias(laidOut(Tensor.of(bias, axes).to(dtype)));
    problem = problem.withBias(bias, axes);
  }

  /** B, H, L, S with any of them 1. */
  private int[] axes() {
    int[] axes = {sizes.batch(), sizes.heads(), sizes.queries(), sizes.keys()};
    for (int axis = 0; axis < 4; axis++) {
      axes[axis] = random.nextInt(3) == 0 ? 1 : axes[axis];
    }
    return axes;
  }

  private static int place(int[] axes, int b, int h, int i, int j) {
    return ((b % axes[0] * axes[1] + h % axes[1]) * axes[2] + i % axes[2]) * axes[3] + j % axes[3];
  }

  /** In some layout, and with leading axes of 1 dropped as often as not. */
  private Tensor laidOut(Tensor tensor) {
    Tensor laid = random.nextBoolean() ? tensor : Layout.random(random, 4).of(tensor);
    while (laid.rank() > 0 && laid.size(0) == 1 && random.nextBoolean()) {
      laid = laid.select(0, 0);
    }
    return laid;
  }
}
