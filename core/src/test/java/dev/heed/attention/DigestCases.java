package dev.heed.attention;

import dev.heed.mask.Bias;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A call for each option, on fixed inputs that come from whole-number arithmetic alone, so that
 * every machine makes the same ones.
 */
final class DigestCases {
  private static final int HEADS = 2;
  private static final int KEY_HEADS = 1;
  private static final int QUERIES = 18;
  private static final int KEYS = 67;
  private static final int DEPTH = 5;
  private static final int VALUE_DEPTH = 3;
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;
  private static final Attention PLAIN = Attention.scaledDotProduct();

  private final DType dtype;
  private final Map<String, List<Tensor>> results = new LinkedHashMap<>();

  private DigestCases(DType dtype) {
    this.dtype = dtype;
  }

  /** Output and log-sum-exp of each case, by name. */
  static Map<String, List<Tensor>> results() {
    Map<String, List<Tensor>> all = new LinkedHashMap<>();
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16)) {
      DigestCases cases = new DigestCases(dtype);
      cases.addAll();
      cases.results.forEach((name, tensors) -> all.put(dtype + " " + name, tensors));
    }
    return all;
  }

  private void addAll() {
    add("plain", PLAIN);
    if (!dtype.isStorage()) {
      addMasks();
      addOptions();
      addNumbers();
    }
    add("everything", everything());
  }

  private void addMasks() {
    Mask right = Mask.causal(Corner.BOTTOM_RIGHT);
    MaskFunction rule = (b, h, i, j) -> (i / 16 + j / 48 + h) % 3 != 0;
    add("causal, top left", PLAIN.withMask(Mask.causal(Corner.TOP_LEFT)));
    add("causal, bottom right", PLAIN.withMask(right));
    add("window", PLAIN.withMask(Mask.window(40, 3, Corner.BOTTOM_RIGHT)));
    add("lengths", PLAIN.withMask(Mask.lengths(65)));
    add("keep", PLAIN.withMask(Mask.keep(flags(HEADS, QUERIES, KEYS))));
    add("hide", PLAIN.withMask(Mask.hide(flags(1, KEYS))));
    add("blocks", PLAIN.withMask(Mask.blocks(flags(HEADS, 2, 5), 16)));
    add("mask function", PLAIN.withMask(Mask.function(rule)));
    Shape sizes = Shape.of(1, HEADS, QUERIES, KEYS);
    MaskFunction other = (b, h, i, j) -> j / 32 != h && i + j > 20;
    add("block mask", PLAIN.withMask(BlockMask.of(other, sizes)));
    add("packed", PLAIN.withMask(Mask.packed(new int[] {0, 9, 9, 18}, new int[] {0, 40, 50, 67})));
    Tensor first = Tensor.of(new byte[] {1, 0}, HEADS, 1, 1);
    add("a head without keys", PLAIN.withMask(Mask.hide(first)));
  }

  private void addOptions() {
    Bias dense = Bias.dense(numbers(4, QUERIES, KEYS));
    Bias hiding = Bias.dense(hiding());
    Bias alibi = Bias.alibi(Bias.alibiSlopes(HEADS), Corner.BOTTOM_RIGHT);
    add("scale", PLAIN.withScale(-0.7));
    add("softcap", PLAIN.withSoftcap(1.5));
    add("sinks", PLAIN.withSinks(sinks()));
    add("bias", PLAIN.withBias(dense));
    add("bias that leaves out", PLAIN.withBias(hiding));
    add("alibi", PLAIN.withBias(alibi));
    add("score function", PLAIN.withBias(scores()));
  }

  private void addNumbers() {
    Tensor query = numbers(1, HEADS, QUERIES, DEPTH);
    Tensor key = numbers(2, KEY_HEADS, KEYS, DEPTH);
    Tensor value = numbers(3, KEY_HEADS, KEYS, VALUE_DEPTH);
    add("large scores", PLAIN.withScale(1e4));
    add("one query", PLAIN, query.slice(1, 7, 8), key, value);
    addFewQueries(query);
    Tensor batch = numbers(5, 2, HEADS, QUERIES, DEPTH);
    add("batch", PLAIN, batch, batch, batch);
    double largest = dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    Tensor huge = Tensor.of(new double[] {largest}, 1).broadcastTo(value.shape()).to(dtype);
    add("values that sum beyond the range", PLAIN, query, key, huge);
    Tensor poisoned = value.copy();
    poisoned.set(Double.NaN, 0, 65, 0);
    poisoned.set(Double.POSITIVE_INFINITY, 0, 30, 2);
    Attention causal = PLAIN.withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    add("not finite where masked", causal, query, key, poisoned);
  }

  private static Bias scores() {
    return Bias.function((s, b, h, i, j) -> (i + 2 * j) % 7 == h ? HIDDEN : 0.75 * s - 0.125 * h);
  }

  private static Attention everything() {
    Bias alibi = Bias.alibi(Bias.alibiSlopes(HEADS), Corner.TOP_LEFT);
    return PLAIN
        .withScale(0.9)
        .withSoftcap(2.5)
        .withSinks(sinks())
        .withBias(alibi.and(scores()))
        .withMask(
            Mask.window(50, -1, Corner.BOTTOM_RIGHT)
                .and(Mask.lengths(66))
                .and(Mask.hide(flags(QUERIES, KEYS)))
                .and(Mask.function((b, h, i, j) -> (i ^ j) % 5 != 0)));
  }

  private static Tensor sinks() {
    return Tensor.of(new double[] {0.5, -2}, HEADS);
  }

  private Tensor hiding() {
    Tensor bias = numbers(6, QUERIES, KEYS);
    for (int n = 0; n < QUERIES * KEYS; n += 3) {
      bias.set(HIDDEN, n / KEYS, n % KEYS);
    }
    return bias;
  }

  private static Tensor flags(int... shape) {
    byte[] flags = new byte[(int) Shape.of(shape).elements()];
    for (int n = 0; n < flags.length; n++) {
      flags[n] = (byte) (n * 7 % 11 < 5 ? 1 : 0);
    }
    return Tensor.of(flags, shape);
  }

  private void add(String name, Attention attention) {
    add(
        name,
        attention,
        numbers(1, HEADS, QUERIES, DEPTH),
        numbers(2, KEY_HEADS, KEYS, DEPTH),
        numbers(3, KEY_HEADS, KEYS, VALUE_DEPTH));
  }

  private void add(String name, Attention attention, Tensor q, Tensor k, Tensor v) {
    AttentionResult result = attention.evaluate(q, k, v);
    results.put(name, new ArrayList<>(List.of(result.output(), result.logSumExp())));
  }

  /** The path for up to 8 queries, with keys beyond a tile and beyond a split. */
  private void addFewQueries(Tensor query) {
    Tensor key = numbers(7, KEY_HEADS, 4500, DEPTH);
    Tensor value = numbers(11, KEY_HEADS, 4500, VALUE_DEPTH);
    Attention causal = PLAIN.withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    add("eight queries", causal, query.slice(1, 0, 8), key, value);
    Tensor three = query.slice(1, 3, 6);
    add("few queries, many keys", PLAIN, three, key, value);
    Tensor sinks = Tensor.of(new double[HEADS], HEADS).to(dtype);
    Attention window =
        PLAIN.withMask(Mask.window(2200, 0, Corner.BOTTOM_RIGHT)).withSinks(sinks).withSoftcap(2);
    add("few queries, window and sinks", window, three, key, value);
  }

  private Tensor numbers(int seed, int... shape) {
    return numbers(dtype, seed, shape);
  }

  /** Numbers in ±2 from a linear congruence. */
  static Tensor numbers(DType dtype, int seed, int... shape) {
    double[] numbers = new double[(int) Shape.of(shape).elements()];
    int state = seed;
    for (int n = 0; n < numbers.length; n++) {
      state = state * 1_103_515_245 + 12_345;
      numbers[n] = (state >> 8) * 0x1p-22;
    }
    return Tensor.of(numbers, shape).to(dtype);
  }
}
