package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.ErrorBound;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and values in pages: what is appended, shared and dropped. */
@DisplayName("S2, S4, S11: key/value caches")
class KeyValueCacheTest {
  private static final int HEADS = 2;
  private static final int DEPTH = 20;
  private static final int VALUES = 7;
  private static final Mask CAUSAL = Mask.causal(Corner.BOTTOM_RIGHT);
  private static final Attention ATTENTION = Attention.scaledDotProduct().withMask(CAUSAL);

  private final Seeds seeds = Seeds.fromProperty();

  private static CacheLayout layout() {
    return CacheLayout.of(HEADS, DEPTH).withValueDepth(VALUES);
  }

  private Tensor normal(int... shape) {
    return Tensor.of(seeds.normalFloats((int) Shape.of(shape).elements()), shape);
  }

  private Tensor keys(int count) {
    return normal(HEADS, count, DEPTH);
  }

  private Tensor values(int count) {
    return normal(HEADS, count, VALUES);
  }

  private static Tensor rows(Tensor tensor, int from, int to) {
    return tensor.slice(1, from, to);
  }

  private List<Attention> attentions() {
    Tensor slopes = normal(6);
    return List.of(
        ATTENTION,
        Attention.scaledDotProduct(),
        ATTENTION.withSoftcap(3).withSinks(slopes),
        ATTENTION.withMask(Mask.window(300, 0, Corner.BOTTOM_RIGHT)).withScale(-0.4),
        ATTENTION.withBias(Bias.alibi(slopes, Corner.BOTTOM_RIGHT)),
        ATTENTION.withMask(CAUSAL.and(Mask.function((b, h, i, j) -> (i + j * h) % 3 != 1))),
        ATTENTION.withBias(Bias.function((s, b, h, i, j) -> j % 7 == h ? -1e30 : 1.5 * s)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 64, 100, 128, 256, 300, 512, 4000})
  void pagesHaveTheBitsOfOneTensor(int pageKeys) {
    for (int keys : new int[] {1, 255, 256, 900, 2100}) {
      Tensor k = keys(keys);
      Tensor v = values(keys);
      try (KeyValueCache cache = KeyValueCache.of(layout().withPageKeys(pageKeys), keys)) {
        for (int done = 0; done < keys; done += 333) {
          int end = Math.min(keys, done + 333);
          cache.append(rows(k, done, end), rows(v, done, end));
        }
        for (int queries : new int[] {1, 3, 8, 70}) {
          Tensor q = normal(6, Math.min(queries, keys), DEPTH);
          for (Attention attention : attentions()) {
            Bits.assertSame(
                "%d keys, %d queries, %s".formatted(keys, queries, attention),
                attention.evaluate(q, k, v),
                attention.evaluate(q, KeyValueBatch.of(cache)));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16", "FLOAT64"})
  void storageRoundsOnce(DType storage) {
    Tensor k = keys(600);
    Tensor v = values(600);
    for (int pageKeys : new int[] {100, 256}) {
      CacheLayout layout = layout().withStorage(storage).withPageKeys(pageKeys);
      KeyValueCache cache = KeyValueCache.of(layout, 600);
      cache.append(k, v);
      DType computed = storage == DType.FLOAT64 ? storage : DType.FLOAT32;
      for (int queries : new int[] {1, 8, 70}) {
        Tensor q = normal(6, queries, DEPTH).to(computed);
        AttentionResult expected =
            ATTENTION.evaluate(q, k.to(storage).to(computed), v.to(storage).to(computed));
        Bits.assertSame(storage + "", expected, ATTENTION.evaluate(q, KeyValueBatch.of(cache)));
      }
    }
  }

  /** One query reads halves as they lie, if it is known that none of float16 is infinite. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void oneQueryOnHalvesHasTheBitsOfWidenedNumbers(DType storage) {
    for (int depth : new int[] {1, 16, 48, 64, 80, 128, 136}) {
      for (boolean extremes : new boolean[] {false, true}) {
        Tensor k = normal(HEADS, 1500, depth);
        Tensor v = normal(HEADS, 1500, depth);
        for (int n = 0; n < 1500; n += 7) {
          k.set(1e-6 * n, n % HEADS, n, n % depth); // subnormal in float16
          v.set(extremes && n > 300 ? 1e30 : -1e-5, n % HEADS, n, n % depth);
        }
        CacheLayout layout = CacheLayout.of(HEADS, depth).withStorage(storage);
        KeyValueCache cache = KeyValueCache.of(layout, 1500);
        cache.append(k, v);
        Tensor q = normal(HEADS, 1, depth);
        Attention windowed = ATTENTION.withMask(Mask.window(1300, 0, Corner.BOTTOM_RIGHT));
        Attention function =
            ATTENTION.withMask(Mask.function((b, h, i, j) -> j % 7 != 0 || j < 100));
        for (Attention attention : List.of(ATTENTION, windowed, function)) {
          Bits.assertSame(
              "%s, D %d, %s".formatted(storage, depth, attention.mask()),
              attention.evaluate(
                  q, k.to(storage).to(DType.FLOAT32), v.to(storage).to(DType.FLOAT32)),
              attention.evaluate(q, KeyValueBatch.of(cache)));
        }
      }
    }
  }

  @Test
  void sequencesOfSeveralLengthsInOneCall() {
    int[] lengths = {1, 900, 0, 256, 2049};
    int[] queries = {1, 3, 2, 0, 70};
    KeyValueArena arena = new KeyValueArena(layout().withPageKeys(64), 80);
    List<KeyValueCache> caches = new ArrayList<>();
    int[] offsets = new int[6];
    for (int n = 0; n < lengths.length; n++) {
      caches.add(arena.newCache());
      offsets[n + 1] = offsets[n] + queries[n];
    }
    List<Tensor> k = Arrays.stream(lengths).mapToObj(this::keys).toList();
    List<Tensor> v = Arrays.stream(lengths).mapToObj(this::values).toList();
    // In turns, so that their pages lie mixed.
    for (int done = 0; done < 2049; done += 50) {
      for (int n = 0; n < lengths.length; n++) {
        int from = Math.min(done, lengths[n]);
        int to = Math.min(done + 50, lengths[n]);
        caches.get(n).append(rows(k.get(n), from, to), rows(v.get(n), from, to));
      }
    }
    Attention attention = ATTENTION.withMask(Mask.window(700, 0, Corner.BOTTOM_RIGHT));
    Tensor q = normal(6, offsets[5], DEPTH);
    KeyValueBatch batch = KeyValueBatch.of(caches);
    AttentionResult all = attention.evaluate(q, batch.withQueries(offsets));
    for (int n = 0; n < lengths.length; n++) {
      Tensor own = rows(q, offsets[n], offsets[n + 1]);
      AttentionResult alone = attention.evaluate(own, k.get(n), v.get(n));
      AttentionResult part =
          new AttentionResult(
              rows(all.output(), offsets[n], offsets[n + 1]),
              all.logSumExp().slice(1, offsets[n], offsets[n + 1]));
      Bits.assertSame("sequence " + n, alone, part);
    }
    Tensor one = normal(5, 6, 1, DEPTH);
    Tensor output = attention.compute(one, batch);
    for (int n = 0; n < lengths.length; n++) {
      Tensor alone = attention.compute(one.select(0, n), k.get(n), v.get(n));
      Bits.assertSame("entry " + n, alone, output.select(0, n));
    }
  }

  @Test
  void pagesOfTheCaller() {
    Tensor pages = normal(4, HEADS, 100, DEPTH);
    Tensor values = normal(4, HEADS, 100, VALUES);
    int[][] tables = {{3, 0, 1}, {2}, {}};
    int[] lengths = {250, 100, 0};
    Tensor q = normal(3, 6, 2, DEPTH);
    Tensor output = ATTENTION.compute(q, KeyValueBatch.ofPages(pages, values, tables, lengths));
    for (int n = 0; n < 3; n++) {
      Tensor k = Tensor.zeros(DType.FLOAT32, Shape.of(HEADS, lengths[n], DEPTH));
      Tensor v = Tensor.zeros(DType.FLOAT32, Shape.of(HEADS, lengths[n], VALUES));
      for (int j = 0; j < lengths[n]; j++) {
        int page = tables[n][j / 100];
        rows(pages.select(0, page), j % 100, j % 100 + 1).copyInto(rows(k, j, j + 1));
        rows(values.select(0, page), j % 100, j % 100 + 1).copyInto(rows(v, j, j + 1));
      }
      Bits.assertSame(
          "sequence " + n, ATTENTION.compute(q.select(0, n), k, v), output.select(0, n));
    }
  }

  /** Options of a decoder, as Heed is told them and as the oracle is. */
  private record Decoder(Attention attention, AttentionProblem problem, boolean turned) {}

  private List<Decoder> decoders(AttentionSizes sizes) {
    AttentionProblem plain = AttentionProblem.of(sizes).withScale(0.3);
    AttentionProblem causal = plain.withKept((b, h, i, j) -> j <= i);
    AttentionProblem near = plain.withKept((b, h, i, j) -> j <= i && j >= i - 150);
    Attention attention = ATTENTION.withScale(0.3);
    Mask window = Mask.window(150, 0, Corner.BOTTOM_RIGHT);
    float[] slopes = Bias.alibiSlopes(sizes.heads()).toFloatArray();
    Bias alibi = Bias.alibi(Tensor.of(slopes, slopes.length), Corner.BOTTOM_RIGHT);
    float[] sinks = seeds.normalFloats(sizes.heads());
    Tensor logits = Tensor.of(sinks, sinks.length);
    return List.of(
        new Decoder(attention, causal, false),
        new Decoder(attention, causal, true),
        new Decoder(attention.withMask(window).withSoftcap(2), near.withSoftcap(2), false),
        new Decoder(
            attention.withBias(alibi).withSinks(logits),
            causal.withBias((b, h, i, j) -> -slopes[h] * Math.abs(i - j)).withSinks(h -> sinks[h]),
            false),
        new Decoder(
            attention.withMask(window).withBias(alibi).withSinks(logits).withSoftcap(2),
            near.withSoftcap(2)
                .withBias((b, h, i, j) -> -slopes[h] * Math.abs(i - j))
                .withSinks(h -> sinks[h]),
            true));
  }

  @Test
  void decodingTokenByTokenAgreesWithOneFullEvaluation() {
    AttentionSizes sizes = new AttentionSizes(1, 6, HEADS, 700, 700, DEPTH, VALUES);
    Tensor queries = normal(6, 700, DEPTH);
    Tensor keys = keys(700);
    Tensor values = values(700);
    RotaryPositions rotary = RotaryPositions.of(DEPTH, RotaryPositions.Pairing.INTERLEAVED);
    for (Decoder decoder : decoders(sizes)) {
      CacheLayout layout = decoder.turned() ? layout().withRotary(rotary) : layout();
      boolean windowed = decoder.attention().mask() instanceof Mask.Window;
      KeyValueCache cache = KeyValueCache.of(windowed ? layout.withWindow(150) : layout, 700);
      Tensor output = Tensor.zeros(DType.FLOAT32, Shape.of(6, 700, VALUES));
      int[] steps = {300, 1, 1, 8, 2, 70}; // prefill first, then few queries and many again
      for (int done = 0, n = 0; done < 700; n++) {
        int end = Math.min(700, done + (n < steps.length ? steps[n] : 1));
        cache.append(rows(keys, done, end), rows(values, done, end));
        Tensor part = rows(queries, done, end);
        decoder
            .attention()
            .compute(part, KeyValueBatch.of(cache))
            .copyInto(rows(output, done, end));
        done = end;
      }
      RotaryTable table = rotary.table(700);
      Tensor q = decoder.turned() ? table.rotate(queries, 0) : queries;
      Tensor k = decoder.turned() ? table.rotate(keys, 0) : keys;
      ErrorBound.of(decoder.problem(), q.toFloatArray(), k.toFloatArray(), values.toFloatArray())
          .assertHolds(output.toFloatArray());
    }
  }

  @Test
  void aForkSharesPagesUntilOneWrites() {
    KeyValueArena arena = new KeyValueArena(layout().withPageKeys(16), 20);
    Tensor k = keys(60);
    Tensor v = values(60);
    KeyValueCache cache = arena.newCache();
    cache.append(rows(k, 0, 40), rows(v, 0, 40));
    KeyValueCache twin = cache.fork();
    assertThat(arena.freePages()).isEqualTo(17);
    Tensor q = normal(6, 1, DEPTH);
    Tensor before = ATTENTION.compute(q, KeyValueBatch.of(twin));
    cache.append(rows(k, 40, 60), rows(v, 40, 60));
    assertThat(arena.freePages()).as("the last page copied, one more").isEqualTo(15);
    Bits.assertSame("twin", before, ATTENTION.compute(q, KeyValueBatch.of(twin)));
    Bits.assertSame(
        "cache", ATTENTION.compute(q, k, v), ATTENTION.compute(q, KeyValueBatch.of(cache)));
    Tensor other = keys(3);
    Tensor its = values(3);
    twin.append(other, its);
    assertThat(arena.freePages()).as("nobody else has the twin's last page").isEqualTo(15);
    Bits.assertSame(
        "cache", ATTENTION.compute(q, k, v), ATTENTION.compute(q, KeyValueBatch.of(cache)));
    cache.close();
    cache.close();
    Tensor longer = Tensor.zeros(DType.FLOAT32, Shape.of(HEADS, 43, DEPTH));
    Tensor longerValues = Tensor.zeros(DType.FLOAT32, Shape.of(HEADS, 43, VALUES));
    rows(k, 0, 40).copyInto(rows(longer, 0, 40));
    other.copyInto(rows(longer, 40, 43));
    rows(v, 0, 40).copyInto(rows(longerValues, 0, 40));
    its.copyInto(rows(longerValues, 40, 43));
    Bits.assertSame(
        "twin",
        ATTENTION.compute(q, longer, longerValues),
        ATTENTION.compute(q, KeyValueBatch.of(twin)));
    twin.close();
    assertThat(arena.freePages()).isEqualTo(20);
  }

  @Test
  void aWindowDropsPagesAndChangesNothing() {
    CacheLayout layout = layout().withPageKeys(32).withWindow(100);
    KeyValueArena arena = new KeyValueArena(layout, 6);
    KeyValueCache cache = arena.newCache();
    Tensor k = keys(1000);
    Tensor v = values(1000);
    Attention attention = ATTENTION.withMask(Mask.window(100, 0, Corner.BOTTOM_RIGHT));
    for (int done = 0; done < 1000; done += 20) {
      cache.append(rows(k, done, done + 20), rows(v, done, done + 20));
      Tensor q = normal(6, 20, DEPTH);
      Bits.assertSame(
          "to " + done,
          attention.compute(q, rows(k, 0, done + 20), rows(v, 0, done + 20)),
          attention.compute(q, KeyValueBatch.of(cache)));
    }
    assertThat(cache.length()).isEqualTo(1000);
    assertThat(cache.firstKept()).isEqualTo(864);
    Tensor q = normal(6, 1, DEPTH);
    assertThatThrownBy(() -> ATTENTION.compute(q, KeyValueBatch.of(cache)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reaches key 0, and those before 864 were dropped");
    assertThatThrownBy(() -> cache.truncate(800)).hasMessageContaining("keys 864 to 1000");
  }

  /** A step takes memory for what is new and not for what is there. */
  @Test
  void appendingTakesAsMuchAsIsNew() {
    KeyValueCache cache = KeyValueCache.of(layout(), 200_000);
    Tensor k = keys(1);
    Tensor v = values(1);
    for (int n = 0; n < 20_000; n++) {
      cache.append(k, v); // until it is compiled
    }
    long few = Allocation.bytes(() -> cache.append(k, v));
    Tensor many = keys(100);
    Tensor lots = values(100);
    for (int done = 0; done < 1500; done++) {
      cache.append(many, lots);
    }
    long later = Allocation.bytes(() -> cache.append(k, v));
    assertThat(cache.length()).isEqualTo(170_002);
    assertThat(later).isLessThan(few + 16_384);
  }

  @Test
  void whatWasTakenBackIsNotSeen() {
    KeyValueCache cache = KeyValueCache.of(layout().withPageKeys(16), 64);
    Tensor k = keys(50);
    Tensor v = values(50);
    cache.append(k, v);
    cache.truncate(37);
    Tensor q = normal(6, 2, DEPTH);
    Bits.assertSame(
        "37 keys",
        ATTENTION.compute(q, rows(k, 0, 37), rows(v, 0, 37)),
        ATTENTION.compute(q, KeyValueBatch.of(cache)));
    assertThat(cache.arena().freePages()).isEqualTo(1);
    cache.append(rows(k, 37, 50), rows(v, 37, 50));
    Bits.assertSame(
        "again", ATTENTION.compute(q, k, v), ATTENTION.compute(q, KeyValueBatch.of(cache)));
  }

  @Test
  void rotaryPositionsTurnKeysAndQueries() {
    RotaryPositions rotary = RotaryPositions.of(12, RotaryPositions.Pairing.HALF_SPLIT);
    KeyValueCache cache = KeyValueCache.of(layout().withRotary(rotary), 500);
    Tensor k = keys(400);
    Tensor v = values(400);
    RotaryTable table = rotary.table(400);
    for (int done = 0; done < 400; done += 100) {
      cache.append(rows(k, done, done + 100), rows(v, done, done + 100));
      Tensor q = normal(6, 9, DEPTH);
      Tensor kept = q.copy();
      Bits.assertSame(
          "to " + done,
          ATTENTION.compute(
              table.rotate(q, done + 91),
              table.rotate(rows(k, 0, done + 100), 0),
              rows(v, 0, done + 100)),
          ATTENTION.compute(q, KeyValueBatch.of(cache)));
      Bits.assertSame("queries", kept, q);
    }
  }
}
