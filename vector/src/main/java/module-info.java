/** The kernels of Heed on the Vector API. */
@org.jspecify.annotations.NullMarked
module dev.heed.vector {
  requires dev.heed.core;
  requires jdk.incubator.vector;
  requires static org.jspecify;

  provides dev.heed.kernel.KernelProvider with
      dev.heed.vector.VectorKernelProvider;
}
