package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.mask.Bias;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.Seeds;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Chunks of queries against parts of the keys, and which of these are needed. */
@DisplayName("S2, S3, S4, S8, S11, S14: attention split by queries and keys")
class SplitAttentionTest {
  private static final int CASES = Integer.getInteger("heed.cases", 60);

  private final Seeds seeds = Seeds.fromProperty();
  private final RandomGenerator random = seeds.random();

  private static Tensor rows(Tensor tensor, int from, int to) {
    return tensor.slice(tensor.rank() - 2, from, to);
  }

  private static Tensor rowsOf(Tensor tensor, int from, int to) {
    return tensor.slice(tensor.rank() - 1, from, to);
  }

  /** A problem without sinks and packed sequences. */
  private RandomProblem draw(DType dtype) {
    while (true) {
      RandomProblem drawn = RandomProblem.draw(seeds, dtype);
      if (drawn.attention().mask().parts().stream().noneMatch(Mask.Packed.class::isInstance)) {
        return drawn;
      }
    }
  }

  private static Attention withoutSinks(Attention one) {
    return new Attention(one.scale(), one.softcap(), one.bias(), one.mask(), null, one.execution());
  }

  /** Everything that masks, biases and functions count with is that of the whole. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void aChunkOfQueriesHasTheBitsOfItsRowsInTheWhole(DType dtype) {
    int chunks = 0;
    for (int turn = 0; turn < CASES; turn++) {
      RandomProblem drawn = draw(dtype);
      Attention attention = withoutSinks(drawn.attention());
      int queries = drawn.sizes().queries();
      int keys = drawn.sizes().keys();
      int firstKey = random.nextInt(keys + 1);
      int endKey = firstKey + random.nextInt(keys - firstKey + 1);
      Tensor k = rows(drawn.k(), firstKey, endKey);
      Tensor v = rows(drawn.v(), firstKey, endKey);
      PartialAttention whole = attention.partial(drawn.q(), k, v, firstKey, keys);
      SplitAttention split = new SplitAttention(attention, queries, keys);
      for (int first = 0; first < queries; ) {
        int end = first + 1 + random.nextInt(queries - first);
        Tensor q = rows(drawn.q(), first, end);
        PartialAttention chunk = split.partial(new SplitAttention.Part(q, k, v, first, firstKey));
        String what = drawn.description() + " queries from " + first;
        Bits.assertSame(what, rowsOf(whole.maximum(), first, end), chunk.maximum());
        Bits.assertSame(what, rowsOf(whole.sum(), first, end), chunk.sum());
        Bits.assertSame(what, rows(whole.accumulator(), first, end), chunk.accumulator());
        first = end;
        chunks++;
      }
    }
    assertThat(chunks).isGreaterThan(CASES);
  }

  /** The whole way: chunks of queries, blocks of keys that are needed, the tree, the end. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void neededBlocksAloneGiveTheBitsOfAllBlocks(DType dtype) {
    int leftOut = 0;
    for (int turn = 0; turn < CASES; turn++) {
      RandomProblem drawn = draw(dtype);
      Attention attention = withoutSinks(drawn.attention());
      int queries = drawn.sizes().queries();
      int keys = drawn.sizes().keys();
      if (queries == 0 || keys == 0) {
        continue;
      }
      SplitAttention split = new SplitAttention(attention, queries, keys);
      int first = random.nextInt(queries);
      Tensor q = rows(drawn.q(), first, first + 1 + random.nextInt(queries - first));
      int size = 1 + random.nextInt(random.nextBoolean() ? keys : Math.min(keys, 40));
      int blocks = Math.ceilDiv(keys, size);
      BitSet needed = split.neededBlocks(q.shape(), first, size);
      assertThat(needed.length()).isLessThanOrEqualTo(blocks);
      PartialTree all = new PartialTree(blocks);
      PartialTree some = needed.isEmpty() ? null : new PartialTree(blocks, needed);
      byte[] identity = null;
      for (int block = 0; block < blocks; block++) {
        int from = block * size;
        int to = Math.min(keys, from + size);
        Tensor k = rows(drawn.k(), from, to);
        Tensor v = rows(drawn.v(), from, to);
        PartialAttention state = split.partial(new SplitAttention.Part(q, k, v, first, from));
        all.add(block, state);
        if (needed.get(block) && some != null) {
          some.add(block, state);
        } else {
          identity =
              PartialAttention.identity(state.rows(), state.valueDepth(), state.dtype()).toBytes();
          assertThat(state.toBytes()).as(drawn.description()).isEqualTo(identity);
          leftOut++;
        }
      }
      byte[] result = some == null ? identity : some.result().toBytes();
      assertThat(all.result().toBytes()).as(drawn.description()).isEqualTo(result);
    }
    assertThat(leftOut).isGreaterThan(10);
  }

  /** Against every pair of a query and a key, asked one by one. */
  @Test
  void neededBlocksOfStructuralMasksAreExact() {
    int turns = 0;
    while (turns < 300) {
      int batch = 1 + random.nextInt(3);
      int queries = 1 + random.nextInt(60);
      int keys = 1 + random.nextInt(200);
      AttentionSizes sizes = new AttentionSizes(batch, 2, 1, queries, keys, 1, 1);
      RandomMasks masks = RandomMasks.draw(random, sizes);
      if (!masks.mask().parts().stream().allMatch(SplitAttentionTest::isStructural)) {
        continue;
      }
      turns++;
      int first = random.nextInt(queries);
      int count = 1 + random.nextInt(queries - first);
      int size = 1 + random.nextInt(keys);
      BitSet expected = new BitSet();
      for (int b = 0; b < batch; b++) {
        for (int i = first; i < first + count; i++) {
          for (int j = 0; j < keys; j++) {
            if (masks.keeps(b, 0, i, j)) {
              expected.set(j / size);
            }
          }
        }
      }
      Attention attention = Attention.scaledDotProduct().withMask(masks.mask());
      BitSet needed =
          new SplitAttention(attention, queries, keys)
              .neededBlocks(Shape.of(batch, 2, count, 1), first, size);
      assertThat(needed).as("%s %s", sizes, masks.words()).isEqualTo(expected);
    }
  }

  private static boolean isStructural(Mask mask) {
    return mask instanceof Mask.Causal
        || mask instanceof Mask.Window
        || mask instanceof Mask.Lengths;
  }

  @Test
  void blocksThatAreHiddenAreNotNeeded() {
    byte[] flags = {1, 0, 0, 0, 0, 1, 1, 0};
    Mask blocks = Mask.blocks(Tensor.of(flags, 2, 4), 64);
    Mask rule = BlockMask.of((b, h, i, j) -> j < 64 || (i >= 64 && j >= 192), 128, 256);
    for (List<Mask> masks : List.of(List.of(blocks), List.of(blocks, rule))) {
      Mask all = masks.stream().reduce(Mask::and).orElseThrow();
      SplitAttention split =
          new SplitAttention(Attention.scaledDotProduct().withMask(all), 128, 256);
      assertThat(split.neededBlocks(Shape.of(3, 64, 8), 0, 64).stream()).containsExactly(0);
      assertThat(split.neededBlocks(Shape.of(3, 64, 8), 64, 32).stream())
          .containsExactly(masks.size() == 1 ? new Integer[] {2, 3, 4, 5} : new Integer[] {});
    }
  }

  @Test
  void structuralMasksOfAHundredMillionKeysTakeMilliseconds() {
    int keys = 100_000_000;
    int queries = 100_000;
    Mask mask = Mask.causal(Corner.BOTTOM_RIGHT).and(Mask.lengths(keys - 7, keys));
    SplitAttention split =
        new SplitAttention(Attention.scaledDotProduct().withMask(mask), queries, keys);
    long start = System.nanoTime();
    BitSet all = split.neededBlocks(Shape.of(2, 8, queries, 64), 0, 4096);
    BitSet window =
        new SplitAttention(
                Attention.scaledDotProduct()
                    .withMask(Mask.window(1_000_000, 0, Corner.BOTTOM_RIGHT)),
                queries,
                keys)
            .neededBlocks(Shape.of(2, 8, 1024, 64), 50_000, 4096);
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(all.cardinality()).isEqualTo(24_415);
    int own = keys - queries + 50_000;
    assertThat(window.nextSetBit(0)).isEqualTo((own - 1_000_000) / 4096);
    assertThat(window.length() - 1).isEqualTo((own + 1023) / 4096);
    assertThat(window.cardinality()).isEqualTo(window.length() - window.nextSetBit(0));
    assertThat(millis).isLessThan(2000);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Attention plain = Attention.scaledDotProduct();
    SplitAttention split = new SplitAttention(plain, 10, 20);
    Tensor q = Tensor.of(seeds.normalFloats(4 * 3), 4, 3);
    assertThatThrownBy(() -> split.partial(new SplitAttention.Part(q, q, q, 7, 0)))
        .hasMessage("4 queries from query 7 on are no part of 10 queries");
    assertThatThrownBy(() -> split.partial(new SplitAttention.Part(q, q, q, 0, 17)))
        .hasMessage("keys [4, 3] from key 17 on are no part of 20 keys");
    assertThatThrownBy(() -> split.neededBlocks(q.shape(), 0, 0))
        .hasMessage("blocks of 0 keys: at least 1");
    assertThatThrownBy(() -> split.neededBlocks(q.shape(), -1, 4)).hasMessageContaining("no part");
    assertThatThrownBy(() -> new SplitAttention(plain, -1, 4)).hasMessageContaining("0 or more");
    Attention sink = plain.withSinks(Tensor.of(new double[] {1}, 1));
    assertThatThrownBy(() -> new SplitAttention(sink, 1, 4)).hasMessageContaining("part once");
    SplitAttention causal = new SplitAttention(plain.withMask(Mask.causal()), 10, 20);
    assertThatThrownBy(() -> causal.neededBlocks(q.shape(), 0, 4))
        .hasMessageContaining("10 queries and 20 keys");
    Tensor bias = Tensor.of(new float[4 * 20], 4, 20);
    SplitAttention biased = new SplitAttention(plain.withBias(Bias.dense(bias)), 10, 20);
    assertThatThrownBy(() -> biased.partial(new SplitAttention.Part(q, q, q, 0, 0)))
        .hasMessageContaining("does not broadcast to the scores [1, 1, 10, 20]");
    SplitAttention packed = new SplitAttention(plain.withMask(Mask.packed(0, 10)), 10, 10);
    assertThatThrownBy(() -> packed.neededBlocks(q.shape(), 0, 4))
        .hasMessageContaining("packed sequences");
    assertThat(split.neededBlocks(Shape.of(0, 3), 10, 5).isEmpty()).isTrue();
  }
}
