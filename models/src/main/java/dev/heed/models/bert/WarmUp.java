package dev.heed.models.bert;

import dev.heed.execution.Execution;
import dev.heed.layers.LayerNorm;
import dev.heed.layers.Linear;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Runs a layer of a model's sizes on random numbers until it gets no faster. A JVM interprets
 * vector code at first, hundreds of times slower, and compiles it after some ten thousand turns.
 */
public final class WarmUp {
  private static final long LIMIT_NANOS = 10_000_000_000L;

  /** Longer than the compiler works on any one kernel. */
  private static final long PATIENCE_NANOS = 400_000_000L;

  private static final double FASTER = 0.95;

  /** Tokens of texts that are run together: short ones first, which the interpreter can do. */
  private static final int[][] TEXTS = {{13}, {5}, {7, 8}, {20, 130}};

  private final BertConfig config;
  private final SplittableRandom random = new SplittableRandom(1);

  /** For a model of these sizes. */
  public WarmUp(BertConfig config) {
    this.config = config;
  }

  /**
   * Runs until nothing is gained any more, for ten seconds at most.
   *
   * @param execution what is warmed up
   * @param wanted asked between runs whether to go on
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public void run(Execution execution, BooleanSupplier wanted) {
    BertLayer layer = layer();
    Workspace space = new Workspace(config, 150);
    long start = System.nanoTime();
    long lastGain = start;
    long now = start;
    double best = Double.POSITIVE_INFINITY;
    while (now - lastGain < PATIENCE_NANOS && now - start < LIMIT_NANOS) {
      long before = now;
      for (int[] texts : TEXTS) {
        if (!wanted.getAsBoolean()) {
          return;
        }
        run(layer, texts, space, execution);
      }
      now = System.nanoTime();
      if (now - before < FASTER * best) {
        best = now - before;
        lastGain = now;
      }
    }
  }

  private void run(BertLayer layer, int[] texts, Workspace space, Execution execution) {
    int[] starts = new int[texts.length + 1];
    for (int text = 0; text < texts.length; text++) {
      starts[text + 1] = starts[text] + texts[text];
    }
    Tensor states = space.states(starts[texts.length]);
    numbers(starts[texts.length], config.hiddenSize()).copyInto(states);
    layer.apply(states, starts, space, execution);
  }

  private BertLayer layer() {
    int size = config.hiddenSize();
    int inner = config.innerSize();
    return new BertLayer(
        config.heads(),
        linear(size, 3 * size),
        linear(size, size),
        norm(size),
        new FeedForward(linear(size, inner), linear(inner, size), norm(size)));
  }

  private Linear linear(int in, int out) {
    return Linear.of(numbers(in, out).transpose(), numbers(out));
  }

  private LayerNorm norm(int size) {
    return LayerNorm.of(numbers(size), numbers(size), config.epsilon());
  }

  private Tensor numbers(int... sizes) {
    Tensor tensor = Tensor.zeros(DType.FLOAT32, Shape.of(sizes));
    float[] array = (float[]) tensor.heapArray();
    for (int n = 0; array != null && n < array.length; n++) {
      array[n] = (float) random.nextDouble(-1, 1);
    }
    return tensor;
  }
}
