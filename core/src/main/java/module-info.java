/** Self-attention on the CPU: tensors, kernels, and the operator. Start at {@code Attention}. */
@org.jspecify.annotations.NullMarked
module dev.heed.core {
  requires static transitive org.jspecify;

  exports dev.heed.tensor;
  exports dev.heed.inspection;
  exports dev.heed.explain;
  exports dev.heed.mask;
  exports dev.heed.attention;
  exports dev.heed.multihead;
  exports dev.heed.execution;
  exports dev.heed.layers;
  exports dev.heed.similarity;
  exports dev.heed.kernel to
      dev.heed.meter,
      dev.heed.vector;

  uses dev.heed.kernel.KernelProvider;
}
