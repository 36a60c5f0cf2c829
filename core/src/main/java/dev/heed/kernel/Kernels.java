package dev.heed.kernel;

/**
 * The kernels of one set for one element type.
 *
 * @param attention the tile steps of attention
 * @param fewQueries the steps of attention for few queries
 * @param inspection what looks into tiles of attention
 * @param sums what is added up of them
 * @param scores options on a tile of scores: cap, bias, masks
 * @param matrix matrix products
 * @param layers what a transformer does between matrix products
 * @param rows allocation, copies and scans
 */
public record Kernels<A>(
    AttentionKernels<A> attention,
    FewQueriesKernels<A> fewQueries,
    InspectionKernels<A> inspection,
    SumKernels<A> sums,
    ScoreKernels<A> scores,
    MatrixKernels<A> matrix,
    LayerKernels<A> layers,
    RowKernels<A> rows) {
  /** These kernels for one thread; see {@link AttentionKernels#forThread}. */
  public Kernels<A> forThread() {
    return new Kernels<>(
        attention.forThread(),
        fewQueries,
        inspection.forThread(),
        sums,
        scores,
        matrix,
        layers,
        rows);
  }
}
