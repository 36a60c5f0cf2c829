package dev.heed.vector;

import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.ProbeKernels;
import dev.heed.kernel.ScalarKernelProvider;
import java.util.Optional;

/** The vector set, where the JVM has the module {@code jdk.incubator.vector}. */
public final class VectorKernelProvider implements KernelProvider {
  private static final String MODULE = "jdk.incubator.vector";

  /** For the service loader. */
  public VectorKernelProvider() {}

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public Optional<String> obstacle() {
    // Asked for by its name: to touch a vector class without the module would be an error.
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of("the JVM was started without --add-modules " + MODULE);
    }
    return VectorWidth.obstacle();
  }

  @Override
  public Kernels<float[]> float32() {
    return Sets.FLOAT32;
  }

  @Override
  public Kernels<double[]> float64() {
    return Sets.FLOAT64;
  }

  @Override
  public ProbeKernels probes() {
    return new VectorProbeKernels();
  }

  /** Made when a set is first asked for, which is after the machine was checked. */
  private static final class Sets {
    private static final Kernels<float[]> FLOAT32 = float32(new ScalarKernelProvider().float32());
    private static final Kernels<double[]> FLOAT64 = float64(new ScalarKernelProvider().float64());

    private static Kernels<float[]> float32(Kernels<float[]> scalar) {
      return new Kernels<>(
          new VectorFloatAttentionKernels(scalar.attention()),
          new VectorFloatFewQueriesKernels(scalar.fewQueries(), new VectorHalfQueriesKernels()),
          new VectorFloatInspectionKernels(scalar.inspection()),
          scalar.sums(),
          new VectorFloatScoreKernels(scalar.scores()),
          new VectorFloatMatrixKernels(),
          VectorFloatLayerKernels.fits() ? new VectorFloatLayerKernels() : scalar.layers(),
          new VectorFloatRowKernels(scalar.rows()));
    }

    private static Kernels<double[]> float64(Kernels<double[]> scalar) {
      if (!VectorDoubleAttentionKernels.MASKS) {
        return new Kernels<>(
            new VectorDoubleAttentionKernels(scalar.attention()),
            scalar.fewQueries(),
            scalar.inspection(),
            scalar.sums(),
            scalar.scores(),
            new VectorDoubleMatrixKernels(),
            scalar.layers(),
            scalar.rows());
      }
      return new Kernels<>(
          new VectorDoubleAttentionKernels(scalar.attention()),
          new VectorDoubleFewQueriesKernels(scalar.fewQueries(), null),
          new VectorDoubleInspectionKernels(scalar.inspection()),
          scalar.sums(),
          new VectorDoubleScoreKernels(scalar.scores()),
          new VectorDoubleMatrixKernels(),
          VectorDoubleLayerKernels.fits() ? new VectorDoubleLayerKernels() : scalar.layers(),
          new VectorDoubleRowKernels(scalar.rows()));
    }
  }
}
