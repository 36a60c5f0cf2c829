package dev.heed.models.bert;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelWarmUp;
import dev.heed.tensor.Tensor;
import java.util.function.BooleanSupplier;

/**
 * Has the JVM compile what a model runs on: each kernel by itself, then a layer on short texts
 * until it gets no faster.
 */
public final class WarmUp {
  private static final long LIMIT_NANOS = 10_000_000_000L;

  /** About what the compiler takes for what kernels are called from. */
  private static final long PATIENCE_NANOS = 100_000_000L;

  private static final double FASTER = 0.95;

  /** Tokens of texts that are run together. */
  private static final int[][] TEXTS = {{13}, {5}, {7, 8}, {20, 130}};

  private final BertConfig config;
  private final BertLayer layer;

  /** For a model. */
  public WarmUp(BertModel model) {
    this.config = model.config();
    this.layer = model.layers().getFirst();
  }

  /**
   * Runs until nothing is gained any more.
   *
   * @param execution what is warmed up
   * @param isWanted asked between runs whether to go on
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public void run(Execution execution, BooleanSupplier isWanted) {
    KernelWarmUp.float32(execution, isWanted);
    Workspace space = new Workspace(config, 150);
    long start = System.nanoTime();
    long lastGain = start;
    long now = start;
    double best = Double.POSITIVE_INFINITY;
    while (now - lastGain < PATIENCE_NANOS && now - start < LIMIT_NANOS) {
      long before = now;
      for (int[] texts : TEXTS) {
        if (!isWanted.getAsBoolean()) {
          return;
        }
        run(texts, space, execution);
      }
      now = System.nanoTime();
      if (now - before < FASTER * best) {
        best = now - before;
        lastGain = now;
      }
    }
  }

  private void run(int[] texts, Workspace space, Execution execution) {
    int[] starts = new int[texts.length + 1];
    for (int text = 0; text < texts.length; text++) {
      starts[text + 1] = starts[text] + texts[text];
    }
    Tensor states = space.states(starts[texts.length]);
    layer.apply(states, starts, space, execution);
  }
}
