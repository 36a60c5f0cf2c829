package dev.heed.attention;

import dev.heed.inspection.Inspection;
import dev.heed.inspection.TopKeys;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/** Both rounds over one sequence in parts, on fixed inputs, a row of NaN among them. */
final class PartCases {
  private static final int BLOCK = 100;
  private static final int KEYS = 1050;
  private static final int DEPTH = 19;

  private PartCases() {}

  /** States, top keys and received attention on both paths. */
  static List<Tensor> results(DType dtype) {
    List<Tensor> results = new ArrayList<>();
    Tensor queries = DigestCases.numbers(dtype, 21, 2, 70, DEPTH);
    queries.set(Double.NaN, 1, 5, 0);
    results.addAll(results(new SplitAttention(plain(), 90, KEYS), queries, 11));
    results.addAll(results(new SplitAttention(plain(), 5, KEYS), queries.slice(1, 4, 6), 3));
    return results;
  }

  private static Attention plain() {
    return Attention.scaledDotProduct().withMask(Mask.window(500, 0, Corner.BOTTOM_RIGHT));
  }

  private static List<Tensor> results(SplitAttention split, Tensor queries, int first) {
    DType dtype = queries.dtype();
    Tensor key = DigestCases.numbers(dtype, 22, 1, KEYS, DEPTH);
    Tensor value = DigestCases.numbers(dtype, 23, 1, KEYS, 7);
    int blocks = Math.ceilDiv(KEYS, BLOCK);
    BitSet needed = split.neededBlocks(queries.shape(), first, BLOCK);
    List<SplitAttention.Part> parts = new ArrayList<>();
    PartialTree tree = new PartialTree(blocks, needed);
    for (int block : needed.stream().toArray()) {
      int from = block * BLOCK;
      int to = Math.min(KEYS, from + BLOCK);
      var part =
          new SplitAttention.Part(
              queries, key.slice(1, from, to), value.slice(1, from, to), first, from);
      parts.add(part);
      tree.add(block, split.partial(part));
    }
    PartialAttention whole = tree.result();
    List<Tensor> results = new ArrayList<>();
    results.addAll(List.of(whole.maximum(), whole.sum(), whole.accumulator()));
    Inspection asked = Inspection.none().withTopKeys(9).withReceived();
    List<PartialTopKeys> lists = new ArrayList<>();
    for (SplitAttention.Part part : parts) {
      PartialInspection found = split.inspect(part, whole.rowSums(), asked);
      lists.add(Objects.requireNonNull(found.topKeys()));
      results.add(Objects.requireNonNull(found.received()).sums());
    }
    TopKeys top = lists.stream().reduce(PartialTopKeys::merge).orElseThrow().finish(whole);
    results.addAll(List.of(top.weights(), top.keys()));
    return results;
  }
}
