package dev.heed.vector;

import dev.heed.kernel.KernelChoice;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
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
    Kernels<float[]> scalar = KernelChoice.scalar().provider().float32();
    return new Kernels<>(
        new VectorFloatAttentionKernels(scalar.attention()),
        new VectorFloatMatrixKernels(),
        scalar.rows());
  }

  @Override
  public Kernels<double[]> float64() {
    Kernels<double[]> scalar = KernelChoice.scalar().provider().float64();
    return new Kernels<>(
        new VectorDoubleAttentionKernels(scalar.attention()),
        new VectorDoubleMatrixKernels(),
        scalar.rows());
  }
}
