package dev.heed.attention;

import dev.heed.mask.BlockMask;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionProblem.Kept;
import dev.heed.testkit.AttentionSizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Masks of every kind drawn at random, and, worked out on its own, what each leaves. */
final class RandomMasks {
  private static final int[] BLOCKS = {1, 16, 48, 64, 100};

  private final RandomGenerator random;
  private final AttentionSizes sizes;
  private final Packing packing;
  private final int[] lengths;
  private final List<String> words = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();
  private Mask mask = Mask.none();

  private RandomMasks(RandomGenerator random, AttentionSizes sizes) {
    this.random = random;
    this.sizes = sizes;
    this.packing =
        sizes.batch() == 1 && random.nextInt(3) == 0
            ? Packing.draw(random, sizes)
            : Packing.none(sizes);
    this.lengths = new int[packing.count()];
    Arrays.setAll(lengths, packing::keys);
  }

  static RandomMasks draw(RandomGenerator random, AttentionSizes sizes) {
    RandomMasks masks = new RandomMasks(random, sizes);
    if (masks.packing.isPacked()) {
      masks.words.add(masks.packing.toString());
      masks.kept.add((b, h, i, j) -> masks.packing.together(b, i, j));
    }
    int count = random.nextInt(4);
    for (int n = 0; n < count; n++) {
      masks.add(masks.one());
    }
    masks.add(masks.packing.mask());
    return masks;
  }

  private void add(Mask one) {
    mask = random.nextBoolean() ? mask.and(one) : one.and(mask);
  }

  Mask mask() {
    return mask;
  }

  List<String> words() {
    return words;
  }

  Packing packing() {
    return packing;
  }

  boolean keeps(int b, int h, int i, int j) {
    return kept.stream().allMatch(one -> one.test(b, h, i, j));
  }

  /** The key that stands where the first query of a sequence does. */
  int shift(Corner corner, int sequence) {
    return corner == Corner.BOTTOM_RIGHT ? lengths[sequence] - packing.queries(sequence) : 0;
  }

  /** How far the key is behind the query's own, negative before it. */
  int distance(Corner corner, int b, int i, int j) {
    int own = packing.query(b, i) + shift(corner, packing.sequence(b, i));
    return packing.key(b, i, j) - own;
  }

  Corner corner() {
    return random.nextBoolean() ? Corner.TOP_LEFT : Corner.BOTTOM_RIGHT;
  }

  private Mask one() {
    return switch (random.nextInt(packing.isPacked() ? 7 : 8)) {
      case 0 -> causal();
      case 1 -> window();
      case 2 -> flags(true);
      case 3 -> flags(false);
      case 4 -> lengths();
      case 5 -> function();
      case 6 -> blockMask();
      default -> blocks();
    };
  }

  private Mask causal() {
    Corner corner = corner();
    boolean named = !packing.isSquare() || random.nextBoolean();
    Corner used = named ? corner : Corner.TOP_LEFT;
    words.add("causal " + (named ? corner : "unnamed"));
    kept.add((b, h, i, j) -> distance(used, b, i, j) <= 0);
    return named ? Mask.causal(corner) : Mask.causal();
  }

  private Mask window() {
    int left = random.nextInt(-1, 90);
    int right = random.nextBoolean() ? 0 : random.nextInt(-1, 90);
    Corner corner = corner();
    words.add("window " + left + "," + right + " " + corner);
    kept.add((b, h, i, j) -> left < 0 || distance(corner, b, i, j) >= -left);
    kept.add((b, h, i, j) -> right < 0 || distance(corner, b, i, j) <= right);
    return Mask.window(left, right, corner);
  }

  private Mask lengths() {
    int[] drawn = new int[packing.count()];
    for (int n = 0; n < drawn.length; n++) {
      drawn[n] = random.nextInt(packing.keys(n) + 1);
      lengths[n] = Math.min(lengths[n], drawn[n]);
    }
    words.add("lengths " + Arrays.toString(drawn));
    kept.add((b, h, i, j) -> packing.key(b, i, j) < drawn[packing.sequence(b, i)]);
    return Mask.lengths(drawn);
  }

  private Mask flags(boolean keep) {
    int[] axes = axes(random, sizes.batch(), sizes.heads(), sizes.queries(), sizes.keys());
    double share = random.nextInt(4) == 0 ? 0.02 : random.nextDouble();
    byte[] flags = bytes(axes, share, random.nextBoolean());
    words.add((keep ? "keep " : "hide ") + Arrays.toString(axes) + " " + share);
    kept.add((b, h, i, j) -> (flags[place(axes, b, h, i, j)] != 0) == keep);
    Tensor tensor = laidOut(random, Tensor.of(flags, axes));
    return keep ? Mask.keep(tensor) : Mask.hide(tensor);
  }

  private Mask blocks() {
    int size = BLOCKS[random.nextInt(BLOCKS.length)];
    int rows = Math.ceilDiv(sizes.queries(), size);
    int columns = Math.ceilDiv(sizes.keys(), size);
    int[] axes = axes(random, sizes.batch(), sizes.heads(), rows, columns);
    byte[] flags = bytes(axes, random.nextDouble(), false);
    words.add("blocks of " + size + " " + Arrays.toString(axes));
    kept.add((b, h, i, j) -> flags[place(axes, b, h, i / size, j / size)] != 0);
    return Mask.blocks(laidOut(random, Tensor.of(flags, axes)), size);
  }

  private Mask function() {
    MaskFunction rule = rule(random.nextBoolean(), random.nextBoolean());
    keep(rule);
    return Mask.function(rule);
  }

  private Mask blockMask() {
    boolean byEntry = random.nextBoolean();
    boolean byHead = random.nextBoolean();
    MaskFunction rule = rule(byEntry, byHead);
    keep(rule);
    int queries = 0;
    int keys = 0;
    for (int n = 0; n < packing.count(); n++) {
      queries = Math.max(queries, packing.queries(n));
      keys = Math.max(keys, packing.keys(n));
    }
    words.add("as a block mask");
    if (!byEntry && !byHead && random.nextBoolean()) {
      return BlockMask.of(rule, queries, keys);
    }
    int entries = byEntry ? packing.count() : 1;
    return BlockMask.of(rule, Shape.of(entries, byHead ? sizes.heads() : 1, queries, keys));
  }

  private void keep(MaskFunction rule) {
    kept.add((b, h, i, j) ->
        rule.attends(packing.sequence(b, i), h, packing.query(b, i), packing.key(b, i, j)));
  }

  /** Some rule with whole tiles of both kinds, fine ones among them. */
  private MaskFunction rule(boolean byEntry, boolean byHead) {
    int size = BLOCKS[random.nextInt(BLOCKS.length)];
    int period = random.nextInt(2, 7);
    int entries = byEntry ? 1 : 0;
    int heads = byHead ? 1 : 0;
    words.add("function %d %d %s %s".formatted(size, period, byEntry, byHead));
    return random.nextBoolean()
        ? (b, h, i, j) -> (i / size + 3 * (j / size) + b * entries + h * heads) % period != 0
        : (b, h, i, j) -> (i / size + 2 * (j / size) + b * entries + h * heads) % period == 0;
  }

  private byte[] bytes(int[] axes, double share, boolean runs) {
    byte[] flags = new byte[(int) Shape.of(axes).elements()];
    for (int n = 0; n < flags.length; n++) {
      boolean flag = random.nextDouble() < share;
      flags[n] = runs && n > 0 && random.nextInt(80) > 0 ? flags[n - 1] : (byte) (flag ? 1 : 0);
    }
    return flags;
  }

  /** Four sizes with any of them 1. */
  static int[] axes(RandomGenerator random, int... full) {
    int[] axes = full.clone();
    for (int axis = 0; axis < 4; axis++) {
      axes[axis] = random.nextInt(3) == 0 ? 1 : axes[axis];
    }
    return axes;
  }

  static int place(int[] axes, int b, int h, int i, int j) {
    return ((b % axes[0] * axes[1] + h % axes[1]) * axes[2] + i % axes[2]) * axes[3] + j % axes[3];
  }

  /** In some layout, and with leading axes of 1 dropped as often as not. */
  static Tensor laidOut(RandomGenerator random, Tensor tensor) {
    Tensor laid = random.nextBoolean() ? tensor : Layout.random(random, 4).of(tensor);
    while (laid.rank() > 0 && laid.size(0) == 1 && random.nextBoolean()) {
      laid = laid.select(0, 0);
    }
    return laid;
  }
}
