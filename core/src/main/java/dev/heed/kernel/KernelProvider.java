package dev.heed.kernel;

import java.util.Optional;

/** One set of kernels, found as a service. */
public interface KernelProvider {
  /** The set's name, {@code scalar} or {@code vector}. */
  String name();

  /** Why this set cannot run on this machine; empty where it can. */
  Optional<String> obstacle();

  /** The float32 kernels. */
  Kernels<float[]> float32();

  /** The float64 kernels. */
  Kernels<double[]> float64();

  /** Loops that measure the machine with this set's instructions. */
  ProbeKernels probes();
}
