package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What caches refuse, and that nothing is changed then. */
@DisplayName("S2, S6: what caches refuse")
class KeyValueDoorTest {
  private static final int HEADS = 2;
  private static final int DEPTH = 20;
  private static final int VALUES = 7;
  private static final Attention ATTENTION =
      Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT));

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

  @Test
  void aFullArenaChangesNothing() {
    KeyValueArena arena = new KeyValueArena(layout().withPageKeys(16), 3);
    KeyValueCache cache = arena.newCache();
    Tensor k = keys(40);
    Tensor v = values(40);
    cache.append(k, v);
    Tensor q = normal(6, 1, DEPTH);
    KeyValueCache other = arena.newCache();
    assertThatThrownBy(() -> other.append(keys(1), values(1)))
        .isInstanceOfSatisfying(
            ArenaFullException.class,
            full -> {
              assertThat(full.needed()).isEqualTo(1);
              assertThat(full.free()).isZero();
            })
        .hasMessage(
            "1 pages are needed and 0 of 3 are free:"
                + " close or shorten a cache, or take a larger arena");
    assertThatThrownBy(() -> cache.append(keys(9), values(9)))
        .isInstanceOf(ArenaFullException.class);
    assertThat(cache.length()).isEqualTo(40);
    assertThat(other.length()).isZero();
    Bits.assertSame(
        "cache", ATTENTION.compute(q, k, v), ATTENTION.compute(q, KeyValueBatch.of(cache)));
    cache.append(keys(8), values(8));
    cache.close();
    other.append(keys(48), values(48));
  }

  @Test
  void refusedAtTheDoor() {
    KeyValueArena arena = new KeyValueArena(layout(), 2);
    KeyValueCache cache = arena.newCache();
    assertThatThrownBy(() -> cache.append(normal(3, 1, DEPTH), values(1)))
        .hasMessage(
            "keys are float32 [3, 1, 20], and the cache takes floating-point numbers [2, new keys, 20]");
    assertThatThrownBy(() -> cache.append(Tensor.zeros(DType.INT32, keys(1).shape()), values(1)))
        .hasMessageContainingAll("keys are int32", "takes floating-point numbers");
    assertThatThrownBy(() -> cache.append(keys(1), normal(HEADS, 1, DEPTH)))
        .hasMessageContaining("values are float32 [2, 1, 20]");
    assertThatThrownBy(() -> cache.append(keys(2), values(1)))
        .hasMessageContaining("differ in rows");
    KeyValueBatch batch = KeyValueBatch.of(cache);
    assertThatThrownBy(() -> ATTENTION.compute(normal(6, 1, 19), batch))
        .hasMessageContaining("differ in columns");
    assertThatThrownBy(() -> ATTENTION.compute(normal(5, 1, DEPTH), batch))
        .hasMessageContaining("multiple");
    assertThatThrownBy(() -> ATTENTION.compute(normal(2, 6, 1, DEPTH), batch))
        .hasMessageContaining("each has an entry of the batch");
    assertThatThrownBy(() -> ATTENTION.compute(normal(6, 3, DEPTH), batch.withQueries(0, 2)))
        .hasMessageContaining("the offsets make 2 rows");
    assertThatThrownBy(() -> ATTENTION.compute(normal(6, 1, DEPTH).to(DType.FLOAT64), batch))
        .hasMessageContaining("all are float64, or none");
    assertThatThrownBy(() -> batch.withQueries(0, 1, 2)).hasMessageContaining("3 query offsets");
    assertThatThrownBy(() -> batch.withQueries(1, 2)).isInstanceOf(IllegalArgumentException.class);
    KeyValueCache stranger = new KeyValueArena(layout(), 1).newCache();
    assertThatThrownBy(() -> KeyValueBatch.of(cache, stranger)).hasMessageContaining("one arena");
    assertThatThrownBy(() -> KeyValueBatch.of()).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new KeyValueArena(layout(), 0)).hasMessageContaining("0 pages");
    assertThatThrownBy(() -> new KeyValueArena(CacheLayout.of(1024, 1024), 100))
        .hasMessageContaining("take several arenas");
    assertThatThrownBy(() -> CacheLayout.of(0, 3)).hasMessageContaining("0 heads");
    assertThatThrownBy(() -> layout().withWindow(-2)).hasMessageContaining("window -2");
    for (DType dtype : List.of(DType.BOOL, DType.INT32)) {
      assertThatThrownBy(() -> layout().withStorage(dtype))
          .hasMessage("storage %s: keys and values are floating-point numbers", dtype);
    }
    Attention packed = ATTENTION.withMask(Mask.packed(0, 1));
    assertThatThrownBy(() -> packed.compute(normal(6, 1, DEPTH), batch))
        .hasMessageContaining("page table");
  }

  @Test
  void tablesAreCheckedAtTheDoor() {
    Tensor k = normal(2, 1, 4, 3);
    Tensor v = normal(2, 1, 4, 5);
    int[] eight = {8};
    assertThatThrownBy(() -> KeyValueBatch.ofPages(k, v, new int[][] {{0, 2}}, eight))
        .hasMessage("sequence 0: page 1 of its table is 2, and there are 2 pages");
    assertThatThrownBy(() -> KeyValueBatch.ofPages(k, v, new int[][] {{-1, 0}}, eight))
        .hasMessageContaining("page 0 of its table is -1");
    assertThatThrownBy(() -> KeyValueBatch.ofPages(k, v, new int[][] {{0}}, eight))
        .hasMessage("sequence 0 has 8 keys, and its table has 1 pages of 4");
    assertThatThrownBy(() -> KeyValueBatch.ofPages(k, v, new int[][] {{0}}, new int[] {-1}))
        .hasMessageContaining("has -1 keys");
    assertThatThrownBy(() -> KeyValueBatch.ofPages(k, v, new int[][] {{0}}, new int[] {1, 1}))
        .hasMessageContaining("1 page tables and 2 lengths");
    assertThatThrownBy(
            () -> KeyValueBatch.ofPages(k, normal(3, 1, 4, 5), new int[][] {{0}}, new int[] {1}))
        .hasMessageContaining("share all axes but the last");
    assertThatThrownBy(
            () -> KeyValueBatch.ofPages(normal(4, 3), v, new int[][] {{0}}, new int[] {1}))
        .hasMessageContaining("both are [pages, heads, keys of a page, columns]");
  }

  /**
   * Of writers that meet, one appends and the others are refused: what was appended is all there.
   */
  @Test
  void writersAtOnceAreRefusedAndLoseNothing() throws InterruptedException {
    KeyValueCache cache = KeyValueCache.of(layout().withPageKeys(16), 4 * 500 * 3);
    Tensor k = keys(3);
    Tensor v = values(3);
    AtomicInteger appended = new AtomicInteger();
    Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> writers = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      writers.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int turn = 0; turn < 500; turn++) {
                  try {
                    cache.append(k, v);
                    appended.incrementAndGet();
                  } catch (IllegalStateException e) {
                    if (e instanceof ArenaFullException) {
                      wrong.add(e);
                    }
                  } catch (RuntimeException e) {
                    wrong.add(e);
                  }
                }
              }));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(wrong).isEmpty();
    assertThat(cache.length()).isEqualTo(3 * appended.get()).isPositive();
    int pages = cache.arena().pages() - cache.arena().freePages();
    assertThat(pages).isEqualTo(Math.ceilDiv(cache.length(), 16));
    Tensor all = Tensor.zeros(DType.FLOAT32, Shape.of(HEADS, cache.length(), DEPTH));
    Tensor allValues = Tensor.zeros(DType.FLOAT32, Shape.of(HEADS, cache.length(), VALUES));
    for (int j = 0; j < cache.length(); j += 3) {
      k.copyInto(all.slice(1, j, j + 3));
      v.copyInto(allValues.slice(1, j, j + 3));
    }
    Tensor q = normal(6, 1, DEPTH);
    Bits.assertSame(
        "all of it",
        ATTENTION.compute(q, all, allValues),
        ATTENTION.compute(q, KeyValueBatch.of(cache)));
  }

  @Test
  void closedOrInUse() {
    KeyValueArena arena = new KeyValueArena(layout(), 4);
    KeyValueCache cache = arena.newCache();
    cache.append(keys(3), values(3));
    KeyValueBatch batch = KeyValueBatch.of(cache);
    batch.read(pages -> {
      assertThatThrownBy(() -> cache.append(keys(1), values(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another thread uses the cache");
      assertThatThrownBy(cache::close).hasMessageContaining("stays open");
      return ATTENTION.compute(normal(6, 1, DEPTH), batch); // readers do not mind each other
    });
    assertThat(cache.length()).isEqualTo(3);
    cache.close();
    assertThatThrownBy(() -> cache.append(keys(1), values(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the cache has been closed");
    assertThatThrownBy(cache::fork).hasMessage("the cache has been closed");
    assertThatThrownBy(() -> cache.truncate(0)).hasMessage("the cache has been closed");
    assertThatThrownBy(() -> ATTENTION.compute(normal(6, 1, DEPTH), batch))
        .hasMessage("the cache has been closed");
  }
}
