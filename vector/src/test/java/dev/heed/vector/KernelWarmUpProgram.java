package dev.heed.vector;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.execution.KernelWarmUp;
import dev.heed.kernel.KernelCalls;
import dev.heed.testkit.Allocation;

/**
 * Says how many bytes all threads allocate while kernels are warmed up, and in calls after that.
 */
final class KernelWarmUpProgram {
  private static final int CALLS = 200;

  private KernelWarmUpProgram() {}

  public static void main(String[] arguments) {
    Execution vectors = Execution.standard().withKernels(KernelSet.VECTOR);
    long during = Allocation.ofAllThreads(() -> KernelWarmUp.float32(vectors, () -> true));
    var pairs = KernelCalls.of(new VectorKernelProvider().float32());
    long after = Allocation.ofAllThreads(() -> pairs.forEach(pair -> repeat(pair.real())));
    System.out.println(during + " " + after);
  }

  private static void repeat(Runnable call) {
    for (int n = 0; n < CALLS; n++) {
      call.run();
    }
  }
}
