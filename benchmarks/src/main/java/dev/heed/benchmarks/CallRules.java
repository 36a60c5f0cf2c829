package dev.heed.benchmarks;

import dev.heed.attention.Attention;
import dev.heed.benchmarks.Case.Attend;
import dev.heed.mask.Bias;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Mask;
import dev.heed.meter.AttentionShape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/** One call's option, as Heed is told it and as the oracle is. */
final class CallRules {
  private static final long SEED = 7;
  private static final int WINDOW = 256;
  private static final double CAP = 20;
  private static final int BLOCK = 64;
  private static final int PACKED = 4;
  private static final double PULL = 0.001;

  private final CallOption option;
  private final AttentionShape shape;

  CallRules(Attend attend) {
    this.option = attend.option();
    this.shape = attend.shape();
  }

  /** The operator with the option. */
  Attention with(Attention plain) {
    int length = shape.queries();
    return switch (option) {
      case FULL -> plain;
      case CAUSAL -> plain.withMask(Mask.causal());
      case WINDOW -> plain.withMask(Mask.window(WINDOW - 1, 0));
      case BIAS -> plain.withBias(Tensor.of(bias(), shape.heads(), length, shape.keys()));
      case LENGTHS -> plain.withMask(Mask.lengths(shortened()));
      case SOFTCAP -> plain.withSoftcap(CAP);
      case ALIBI -> plain.withBias(Bias.alibi(Bias.alibiSlopes(shape.heads())));
      case SINKS -> plain.withSinks(Tensor.of(sinks(), shape.heads()));
      case KEEP -> plain.withMask(Mask.keep(Tensor.of(flags(), length, shape.keys())));
      case BLOCKS ->
          plain.withMask(BlockMask.of((b, h, i, j) -> inBlock(i, j), length, shape.keys()));
      case PACKED -> plain.withMask(Mask.packed(offsets(), offsets()));
      case SCORE_FUNCTION ->
          plain.withBias(Bias.function((score, b, h, i, j) -> pulled(score, i, j)));
      case MASK_FUNCTION -> plain.withMask(Mask.function((b, h, i, j) -> chosen(i, j)));
    };
  }

  /** The oracle's form of it. */
  AttentionProblem problem() {
    AttentionSizes sizes =
        new AttentionSizes(
            shape.batch(),
            shape.heads(),
            shape.keyHeads(),
            shape.queries(),
            shape.keys(),
            shape.depth(),
            shape.depth());
    AttentionProblem plain = AttentionProblem.of(sizes);
    return switch (option) {
      case FULL -> plain;
      case CAUSAL -> plain.withKept((b, h, i, j) -> j <= i);
      case WINDOW -> plain.withKept((b, h, i, j) -> j <= i && j > i - WINDOW);
      case BIAS -> {
        float[] bias = bias();
        int row = shape.keys();
        int head = shape.queries() * row;
        yield plain.withBias((b, h, i, j) -> bias[h * head + i * row + j]);
      }
      case LENGTHS -> {
        int length = shortened();
        yield plain.withKept((b, h, i, j) -> j < length);
      }
      case SOFTCAP -> plain.withSoftcap(CAP);
      case ALIBI -> {
        double[] slopes = Bias.alibiSlopes(shape.heads()).toDoubleArray();
        yield plain.withBias((b, h, i, j) -> -(float) slopes[h] * Math.abs(i - j));
      }
      case SINKS -> {
        float[] sinks = sinks();
        IntToDoubleFunction sink = h -> sinks[h];
        yield plain.withSinks(sink);
      }
      case KEEP -> {
        byte[] flags = flags();
        yield plain.withKept((b, h, i, j) -> flags[i * shape.keys() + j] != 0);
      }
      case BLOCKS -> plain.withKept((b, h, i, j) -> inBlock(i, j));
      case PACKED -> {
        int part = shape.keys() / PACKED;
        yield plain.withKept((b, h, i, j) -> i / part == j / part);
      }
      case SCORE_FUNCTION -> plain.withRewrite((score, b, h, i, j) -> pulled(score, i, j));
      case MASK_FUNCTION -> plain.withKept((b, h, i, j) -> chosen(i, j));
    };
  }

  private float[] bias() {
    return AttentionInputs.random(
        new SplittableRandom(SEED),
        Math.multiplyExact(shape.heads() * shape.queries(), shape.keys()));
  }

  private int shortened() {
    return shape.keys() - shape.keys() / 4;
  }

  private float[] sinks() {
    float[] sinks = new float[shape.heads()];
    for (int h = 0; h < sinks.length; h++) {
      sinks[h] = 0.25f * h;
    }
    return sinks;
  }

  /** Nine of ten. */
  private byte[] flags() {
    byte[] flags = new byte[Math.multiplyExact(shape.queries(), shape.keys())];
    for (int n = 0; n < flags.length; n++) {
      flags[n] = ((n * 0x9E3779B9) >>> 16) % 10 == 0 ? 0 : (byte) 1;
    }
    return flags;
  }

  private static boolean inBlock(int i, int j) {
    return (i / BLOCK + j / BLOCK) % 2 == 0;
  }

  private int[] offsets() {
    int[] offsets = new int[PACKED + 1];
    for (int n = 0; n <= PACKED; n++) {
      offsets[n] = n * (shape.keys() / PACKED);
    }
    return offsets;
  }

  private static double pulled(double score, int i, int j) {
    return score - PULL * Math.abs(i - j);
  }

  private static boolean chosen(int i, int j) {
    return ((i ^ j) & 7) != 3;
  }
}
