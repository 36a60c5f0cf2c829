package dev.heed.layers;

import dev.heed.kernel.Kernels;
import dev.heed.kernel.MatrixKernels;
import dev.heed.kernel.Panels;
import dev.heed.tensor.Tensor;
import java.util.Objects;

/**
 * One call of a linear map, in tiles of rows by whole panels of the weight. Tiles of the same rows
 * follow each other, so that the rows stay in a cache.
 */
final class LinearTiles<A> {
  /** Multiply-adds of a tile: long beside the cost of claiming one. */
  static final long WORK = 1L << 20;

  /** The same where helpers wait for work, so that all end at the same time. */
  static final long SHORT_WORK = 1L << 18;

  /** Rows up to which a tile takes as long as the reading of its weights. */
  private static final int FEW = 8;

  /** Rows of a tile: as many as use a panel well, and no more than a cache holds. */
  private static final int LEAST_ROWS = 96;

  private static final int MOST_ROWS = 192;

  /** Rows of a tile are a multiple of this, of which kernels make whole blocks. */
  private static final int WHOLE_ROWS = 12;

  private final MatrixKernels<A> kernels;
  private final Panels<A> weight;
  private final A source;
  private final int sourceOffset;
  private final A bias;
  private final A result;
  private final int resultOffset;
  private final int rows;
  private final int rowsATile;
  private final int columnsATile;

  /**
   * @param x rows of numbers in C order, on the heap
   * @param weight in the panels of these kernels
   * @param target rows of numbers in C order, on the heap
   * @param work multiply-adds of a tile; {@code Long.MAX_VALUE} where one tile takes it all
   */
  LinearTiles(
      Kernels<A> kernels, Tensor x, Panels<A> weight, Tensor bias, Tensor target, long work) {
    this.kernels = kernels.matrix();
    this.weight = weight;
    this.source = array(kernels, x);
    this.sourceOffset = x.heapOffset();
    this.bias = array(kernels, bias);
    this.result = array(kernels, target);
    this.resultOffset = target.heapOffset();
    this.rows = weight.columns() == 0 ? 0 : (int) (target.shape().elements() / weight.columns());
    boolean alone = work == Long.MAX_VALUE;
    double row = Math.max(1.0, (double) weight.depth() * weight.panel());
    this.rowsATile = alone ? Math.max(1, rows) : rows(work / row);
    double panel = row * Math.max(FEW, Math.min(rowsATile, rows));
    int panels = alone ? weight.count() : (int) Math.clamp(work / panel, 1, weight.count());
    this.columnsATile = panels * weight.panel();
  }

  /** Rows in about equal parts, each near what a tile should have. */
  private int rows(double wanted) {
    int most = (int) Math.clamp(wanted, LEAST_ROWS, MOST_ROWS);
    int parts = Math.max(1, Math.ceilDiv(rows, most));
    return Math.max(1, Math.ceilDiv(Math.ceilDiv(rows, parts), WHOLE_ROWS)) * WHOLE_ROWS;
  }

  /** Multiply-adds, few rows counted as the time that their weights take to be read. */
  static double work(int rows, int in, int out) {
    return rows == 0 ? 0 : (double) Math.max(rows, FEW) * in * out;
  }

  int count() {
    return Math.ceilDiv(rows, rowsATile) * across();
  }

  private int across() {
    return Math.ceilDiv(weight.columns(), columnsATile);
  }

  void multiply(int tile) {
    int row = tile / across() * rowsATile;
    int column = tile % across() * columnsATile;
    kernels.multiply(
        source,
        sourceOffset + row * weight.depth(),
        weight.depth(),
        Math.min(rowsATile, rows - row),
        weight.depth(),
        weight.numbers(),
        column * weight.depth(),
        weight.panel(),
        Math.min(columnsATile, weight.columns() - column),
        bias,
        column,
        result,
        resultOffset + row * weight.columns() + column,
        weight.columns());
  }

  private static <A> A array(Kernels<A> kernels, Tensor tensor) {
    return kernels.rows().cast(Objects.requireNonNull(tensor.heapArray()));
  }
}
