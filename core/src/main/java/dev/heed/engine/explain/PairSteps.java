package dev.heed.engine.explain;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.rule.BiasStep;
import dev.heed.explain.BiasChange;
import dev.heed.explain.Product;
import dev.heed.kernel.Kernels;
import dev.heed.mask.Bias;
import dev.heed.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Steps 1 to 4 of one pair. */
final class PairSteps<A> {
  private final Call call;
  private final Place place;
  private final Kernels<A> kernels;
  private final boolean single;

  PairSteps(Call call, Place place, Kernels<A> kernels) {
    this.call = call;
    this.place = place;
    this.kernels = kernels;
    this.single = call.operands().computed() == DType.FLOAT32;
  }

  /** Step 1, column by column. */
  List<Product> products() {
    Operands operands = call.operands();
    int batch = place.pair().batch();
    int head = place.pair().head();
    int keyHead = operands.keyHead(head);
    List<Product> products = new ArrayList<>();
    double sum = 0;
    for (int d = 0; d < operands.depth(); d++) {
      double query = operands.query().get(batch, head, place.pair().query(), d);
      double key = operands.key().get(batch, keyHead, place.pair().key(), d);
      sum = single ? Math.fma((float) key, (float) query, (float) sum) : Math.fma(key, query, sum);
      products.add(new Product(query, key, query * key, sum));
    }
    return products;
  }

  /** Step 2. */
  double scaled(double score) {
    return single ? (float) score * (float) call.scale() : score * call.scale();
  }

  /** Step 3. */
  double capped(double scaled) {
    if (call.softcap() == 0) {
      return scaled;
    }
    A one = single(scaled);
    kernels.scores().softcap(call.softcap(), 1, 1, 1, one);
    return kernels.rows().get(one, 0);
  }

  /**
   * Step 4, bias by bias.
   *
   * @param isLeft whether all of them, and the masks, leave the key in
   * @param isMasked whether a mask leaves it out
   */
  List<BiasChange> biases(double capped, boolean isLeft, boolean isMasked) {
    List<BiasChange> changes = new ArrayList<>();
    if (!place.isTogether()) {
      return changes;
    }
    List<Bias> parts = call.biases().parts();
    List<BiasStep<A>> steps = call.biases().steps(kernels);
    Map<String, Integer> counts = new HashMap<>();
    A tile = kernels.rows().allocate(kernels.attention().lanes());
    double before = capped;
    for (int n = 0; n < steps.size(); n++) {
      kernels.rows().set(tile, 0, before);
      steps
          .get(n)
          .apply(place.sequence(), place.pair().head(), place.query(), 1, place.key(), 1, tile);
      double after = kernels.rows().get(tile, 0);
      changes.add(change(parts.get(n), before, after, counts));
      before = after;
    }
    return isLeft ? cleared(changes) : blamed(changes, isMasked);
  }

  private BiasChange change(Bias bias, double before, double after, Map<String, Integer> counts) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    boolean out = false;
    String kind;
    switch (bias) {
      case Bias.Dense one -> {
        kind = "dense bias";
        numbers.put("bias", dense(one));
        out = after == Double.NEGATIVE_INFINITY && dense(one) == after;
      }
      case Bias.Alibi one -> {
        kind = "ALiBi";
        numbers.put("slope", slope(one));
        numbers.put("distance", (double) distance(one));
      }
      case Bias.Function one -> {
        kind = "score function";
        out = after == Double.NEGATIVE_INFINITY && before != after;
      }
      case Bias.All all -> throw new IllegalStateException("a combined bias in " + all);
    }
    return new BiasChange(numbered(kind, counts), before, after, out, numbers);
  }

  /** The name with a number, of functions always, of others from the second one on. */
  static String numbered(String name, Map<String, Integer> counts) {
    int count = counts.merge(name, 1, Integer::sum);
    return count == 1 && !name.endsWith("function") ? name : name + " " + count;
  }

  private double dense(Bias.Dense bias) {
    return bias.numbers()
        .get(place.pair().batch(), place.pair().head(), place.pair().query(), place.pair().key());
  }

  private double slope(Bias.Alibi bias) {
    return bias.slopes().get(place.sequence(), place.pair().head());
  }

  private int distance(Bias.Alibi bias) {
    int own = place.query() + call.sequences().shift(bias.corner(), place.sequence());
    return Math.abs(own - place.key());
  }

  /** None of them leaves out a key that a later one brought back. */
  private static List<BiasChange> cleared(List<BiasChange> changes) {
    return changes.stream().map(change -> with(change, false)).toList();
  }

  /**
   * Those from the last score that was not −∞ on; the last function where a product of −∞ reached
   * one that gave it back.
   */
  private static List<BiasChange> blamed(List<BiasChange> changes, boolean isMasked) {
    List<BiasChange> blamed = new ArrayList<>(changes);
    boolean found = false;
    for (int n = changes.size() - 1; n >= 0; n--) {
      boolean open = changes.get(n).after() == Double.NEGATIVE_INFINITY;
      if (!open) {
        return withFirst(blamed, n + 1);
      }
      found |= changes.get(n).leavesOut();
    }
    for (int n = changes.size() - 1; n >= 0 && !found && !isMasked; n--) {
      if (changes.get(n).name().startsWith("score function")) {
        blamed.set(n, with(changes.get(n), true));
        found = true;
      }
    }
    return blamed;
  }

  /** Clears those before {@code first}. */
  private static List<BiasChange> withFirst(List<BiasChange> changes, int first) {
    List<BiasChange> all = new ArrayList<>(cleared(changes.subList(0, first)));
    all.addAll(changes.subList(first, changes.size()));
    return all;
  }

  private static BiasChange with(BiasChange change, boolean leavesOut) {
    return new BiasChange(
        change.name(), change.before(), change.after(), leavesOut, change.numbers());
  }

  private A single(double number) {
    A one = kernels.rows().allocate(1);
    kernels.rows().set(one, 0, number);
    return one;
  }
}
