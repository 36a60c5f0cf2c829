package dev.heed.cli.input;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how it is computed; none of them changes a bit. */
public final class RunOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that work on a call (default: all processors).")
  private @Nullable Integer threads;

  @Option(
      names = "--kernels",
      paramLabel = "scalar|vector|auto",
      description = "Set of kernels (default: auto).")
  private KernelSet kernels = KernelSet.AUTO;

  /** How the options want a call to run. */
  public Execution execution() {
    Execution execution = Execution.standard().withKernels(kernels);
    return threads == null ? execution : execution.withThreads(threads);
  }
}
