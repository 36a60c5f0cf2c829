package dev.heed.meter;

import dev.heed.attention.Attention;
import dev.heed.execution.Execution;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.SplittableRandom;

/** Measures calls of attention on random numbers. */
public final class AttentionMeter {
  private static final long SEED = 42;

  private final Execution execution;
  private final Stopwatch stopwatch;

  /** Measures what {@code execution} runs. */
  public AttentionMeter(Execution execution, Stopwatch stopwatch) {
    this.execution = execution;
    this.stopwatch = stopwatch;
  }

  /** The time of one call that writes to memory which is there. */
  public Timing time(AttentionWork work) {
    AttentionShape shape = work.shape();
    SplittableRandom random = new SplittableRandom(SEED);
    Shape queries = Shape.of(shape.batch(), shape.heads(), shape.queries(), shape.depth());
    Shape keys = Shape.of(shape.batch(), shape.keyHeads(), shape.keys(), shape.depth());
    Tensor query = random(queries, random);
    Tensor key = random(keys, random);
    Tensor value = random(keys, random);
    Tensor output = Tensor.zeros(DType.FLOAT32, queries);
    Attention plain = Attention.scaledDotProduct().withExecution(execution);
    Attention attention = work.causal() ? plain.withMask(Mask.causal()) : plain;
    return stopwatch.time(() -> attention.compute(query, key, value, output));
  }

  private static Tensor random(Shape shape, SplittableRandom random) {
    float[] numbers = new float[Math.toIntExact(shape.elements())];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = (float) random.nextDouble(-2, 2);
    }
    return Tensor.of(numbers, shape.sizes());
  }
}
