package dev.heed.benchmarks;

import dev.heed.attention.Attention;
import dev.heed.attention.CacheLayout;
import dev.heed.attention.KeyValueArena;
import dev.heed.attention.KeyValueBatch;
import dev.heed.attention.KeyValueCache;
import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Cached;
import dev.heed.benchmarks.Case.Group;
import dev.heed.execution.Execution;
import dev.heed.meter.AttentionShape;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/** Calls on keys and values that are kept as a {@link CacheKind} says. */
public final class CacheJob implements Engine.Job {
  private static final long SEED = 11;

  private final CacheKind kind;
  private final Attention attention;
  private final Tensor query;
  private final Tensor key;
  private final Tensor value;
  private final KeyValueBatch batch;
  private Tensor output = Tensor.zeros(DType.FLOAT32, Shape.of(0));

  CacheJob(Cached cached, AttentionInputs inputs) {
    this.kind = cached.kind();
    this.attention =
        Attention.scaledDotProduct()
            .withExecution(Execution.standard().withThreads(cached.threads()));
    int keys = kind.whole().keys();
    float[] numbers =
        AttentionInputs.random(
            new SplittableRandom(SEED), kind.sequences() * kind.heads() * kind.depth());
    this.query = Tensor.of(numbers, kind.sequences(), kind.heads(), 1, kind.depth());
    this.key = Tensor.of(inputs.key(), kind.heads(), keys, kind.depth());
    this.value = Tensor.of(inputs.value(), kind.heads(), keys, kind.depth());
    this.batch = KeyValueBatch.of(caches());
  }

  private List<KeyValueCache> caches() {
    CacheLayout layout = CacheLayout.of(kind.heads(), kind.depth()).withStorage(kind.storage());
    int size = layout.pageKeys();
    int pages = 0;
    for (int n = 0; n < kind.sequences(); n++) {
      pages += kind == CacheKind.TENSOR ? 1 : Math.ceilDiv(kind.length(n), size);
    }
    KeyValueArena arena = new KeyValueArena(layout, pages);
    List<KeyValueCache> taken = kind == CacheKind.SHUFFLED ? taken(arena) : List.of();
    List<KeyValueCache> caches = new ArrayList<>();
    for (int n = 0; n < kind.sequences(); n++) {
      KeyValueCache cache = arena.newCache();
      int end = kind == CacheKind.TENSOR ? kind.start(n) : kind.start(n + 1);
      for (int at = kind.start(n); at < end; at += size) {
        if (!taken.isEmpty()) {
          taken.removeLast().close(); // the page that is free is this one
        }
        int next = Math.min(end, at + size);
        cache.append(key.slice(1, at, next), value.slice(1, at, next));
      }
      caches.add(cache);
    }
    return caches;
  }

  /** Caches that hold every page of an arena, one each, in any order. */
  private List<KeyValueCache> taken(KeyValueArena arena) {
    List<KeyValueCache> all = new ArrayList<>();
    for (int page = 0; page < arena.pages(); page++) {
      KeyValueCache one = arena.newCache();
      one.append(key.slice(1, 0, 1), value.slice(1, 0, 1));
      all.add(one);
    }
    Collections.shuffle(all, new Random(SEED));
    return all;
  }

  @Override
  public void run() {
    output =
        kind == CacheKind.TENSOR
            ? attention.compute(query.select(0, 0), key, value)
            : attention.compute(query, batch);
  }

  @Override
  public double[] output() {
    return output.toDoubleArray();
  }

  /** What is wrong with the last output of some sequences; empty if nothing is. */
  Optional<String> problem(OracleCheck check) {
    int row = kind.heads() * kind.depth();
    for (int n : OracleCheck.drawn(kind.sequences(), 4)) {
      int length = kind.length(n);
      AttentionShape shape =
          AttentionShape.decode(kind.heads(), kind.heads(), length, kind.depth());
      AttentionInputs own =
          new AttentionInputs(query.select(0, n).toFloatArray(), stored(key, n), stored(value, n));
      double[] part = Arrays.copyOfRange(output(), n * row, (n + 1) * row);
      Optional<String> problem =
          check.problemOf(new Attend(Group.DECODE, shape, CallOption.FULL, 1), own, part);
      if (problem.isPresent()) {
        return Optional.of("sequence %d: %s".formatted(n, problem.get()));
      }
    }
    return Optional.empty();
  }

  /** The keys or values of a sequence, rounded as they are stored. */
  private float[] stored(Tensor rows, int sequence) {
    return rows.slice(1, kind.start(sequence), kind.start(sequence + 1))
        .to(kind.storage())
        .toFloatArray();
  }
}
