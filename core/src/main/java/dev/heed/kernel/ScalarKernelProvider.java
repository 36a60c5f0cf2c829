package dev.heed.kernel;

import java.util.Optional;

/** The scalar set: plain loops, which run on any machine and say what every other set computes. */
public final class ScalarKernelProvider implements KernelProvider {
  private static final Kernels<float[]> FLOAT32 =
      new Kernels<>(
          new ScalarFloatAttentionKernels(),
          new ScalarFloatFewQueriesKernels(),
          new ScalarFloatInspectionKernels(),
          new ScalarFloatSumKernels(),
          new ScalarFloatScoreKernels(),
          new ScalarFloatMatrixKernels(),
          new ScalarFloatLayerKernels(),
          new ScalarFloatRowKernels());
  private static final Kernels<double[]> FLOAT64 =
      new Kernels<>(
          new ScalarDoubleAttentionKernels(),
          new ScalarDoubleFewQueriesKernels(),
          new ScalarDoubleInspectionKernels(),
          new ScalarDoubleSumKernels(),
          new ScalarDoubleScoreKernels(),
          new ScalarDoubleMatrixKernels(),
          new ScalarDoubleLayerKernels(),
          new ScalarDoubleRowKernels());

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public Kernels<float[]> float32() {
    return FLOAT32;
  }

  @Override
  public Kernels<double[]> float64() {
    return FLOAT64;
  }

  @Override
  public ProbeKernels probes() {
    return new ScalarProbeKernels();
  }
}
