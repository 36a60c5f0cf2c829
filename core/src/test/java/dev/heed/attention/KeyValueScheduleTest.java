package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;

/** Random schedules of many sequences in one arena, against a plain list of what each one holds. */
@DisplayName("S11: schedules of append, fork, truncate, close and attend")
class KeyValueScheduleTest {
  private static final int HEADS = 2;
  private static final int DEPTH = 5;
  private static final int STEPS = 300;

  private final Seeds seeds = Seeds.fromProperty();

  /** A sequence and what it holds: a key and a value of each head at each position. */
  private record Model(KeyValueCache cache, List<float[]> rows) {
    Tensor tensor(int part) {
      float[] numbers = new float[HEADS * rows.size() * DEPTH];
      for (int h = 0; h < HEADS; h++) {
        for (int j = 0; j < rows.size(); j++) {
          int from = (part * HEADS + h) * DEPTH;
          System.arraycopy(rows.get(j), from, numbers, (h * rows.size() + j) * DEPTH, DEPTH);
        }
      }
      return Tensor.of(numbers, HEADS, rows.size(), DEPTH);
    }
  }

  private final RandomGenerator random = seeds.random();
  private final KeyValueArena arena = arena(random);
  private final List<Model> models =
      new ArrayList<>(List.of(new Model(arena.newCache(), new ArrayList<>())));

  private static KeyValueArena arena(RandomGenerator random) {
    int pageKeys = List.of(1, 3, 16, 64, 256).get(random.nextInt(5));
    CacheLayout layout = CacheLayout.of(HEADS, DEPTH).withPageKeys(pageKeys);
    return new KeyValueArena(layout, Math.max(4, 1500 / pageKeys));
  }

  @RepeatedTest(6)
  void everySequenceHoldsWhatWasAppendedToIt() {
    int full = 0;
    for (int step = 0; step < STEPS; step++) {
      Model model = models.get(random.nextInt(models.size()));
      switch (random.nextInt(8)) {
        case 0 -> models.add(new Model(model.cache().fork(), new ArrayList<>(model.rows())));
        case 1 -> models.add(new Model(arena.newCache(), new ArrayList<>()));
        case 2 -> truncate(model);
        case 3 -> close(model);
        default -> full += append(model) ? 0 : 1;
      }
      if (models.isEmpty()) {
        models.add(new Model(arena.newCache(), new ArrayList<>()));
      }
      if (step % 10 == 9) {
        attend();
      }
    }
    assertThat(full).as("appends that found the arena full").isLessThan(STEPS / 2);
    while (!models.isEmpty()) {
      close(models.getLast());
    }
    assertThat(arena.freePages()).isEqualTo(arena.pages());
  }

  private boolean append(Model model) {
    int count = random.nextInt(3) == 0 ? random.nextInt(200) : random.nextInt(3);
    List<float[]> rows = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      rows.add(seeds.normalFloats(2 * HEADS * DEPTH));
    }
    Model added = new Model(model.cache(), rows);
    int before = model.cache().length();
    int free = arena.freePages();
    try {
      model.cache().append(added.tensor(0), added.tensor(1));
    } catch (ArenaFullException e) {
      assertThat(model.cache().length()).isEqualTo(before);
      assertThat(arena.freePages()).isEqualTo(free).isLessThan(e.needed());
      return false;
    }
    model.rows().addAll(rows);
    return true;
  }

  private void truncate(Model model) {
    int keys = random.nextInt(model.rows().size() + 1);
    model.cache().truncate(keys);
    model.rows().subList(keys, model.rows().size()).clear();
  }

  private void close(Model model) {
    model.cache().close();
    models.remove(model);
  }

  private void attend() {
    Attention attention = Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    int queries = random.nextInt(1, 12);
    Tensor q =
        Tensor.of(
            seeds.normalFloats(models.size() * 4 * queries * DEPTH),
            models.size(),
            4,
            queries,
            DEPTH);
    KeyValueBatch batch = KeyValueBatch.of(models.stream().map(Model::cache).toList());
    Tensor output = attention.compute(q, batch);
    assertThat(output.shape()).isEqualTo(Shape.of(models.size(), 4, queries, DEPTH));
    for (int n = 0; n < models.size(); n++) {
      Model model = models.get(n);
      assertThat(model.cache().length()).isEqualTo(model.rows().size());
      Tensor alone = attention.compute(q.select(0, n), model.tensor(0), model.tensor(1));
      assertThat(alone.dtype()).isEqualTo(DType.FLOAT32);
      Bits.assertSame("sequence " + n, alone, output.select(0, n));
    }
  }
}
