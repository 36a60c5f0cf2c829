package dev.heed.benchmarks.encoder;

import dev.heed.testkit.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The same calls, one after the other, again and again.
 *
 * @param calls in a pass
 * @param call makes the one of an index
 */
record Passes(int calls, IntConsumer call) {
  /** Whole passes until some seconds are over, or none; so many at least. */
  void warmUp(double seconds, int least) {
    run(seconds, least);
  }

  /** The time of each call, in as many whole passes as begin within some seconds; so many least. */
  Latencies measure(double seconds, int least) {
    List<double[]> passes = new ArrayList<>();
    double before = Processors.seconds();
    double bytes = Allocation.ofAllThreads(() -> passes.addAll(run(seconds, least)));
    return new Latencies(passes, bytes / passes.size(), Processors.seconds() - before);
  }

  private List<double[]> run(double seconds, int least) {
    List<double[]> passes = new ArrayList<>();
    long start = System.nanoTime();
    while (passes.size() < least || 1e-9 * (System.nanoTime() - start) < seconds) {
      double[] pass = new double[calls];
      for (int index = 0; index < calls; index++) {
        long before = System.nanoTime();
        call.accept(index);
        pass[index] = 1e-9 * (System.nanoTime() - before);
      }
      passes.add(pass);
    }
    return passes;
  }
}
