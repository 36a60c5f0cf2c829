package dev.heed.vector;

import static dev.heed.vector.FloatProductKernels.PANEL;
import static dev.heed.vector.FloatProductKernels.ROWS;
import static dev.heed.vector.FloatProductKernels.WIDTH;

import dev.heed.kernel.MatrixKernels;
import java.util.Arrays;

/**
 * Matrix products, a panel of columns at a time in blocks of up to six rows; the build derives the
 * float64 form from this source.
 */
final class VectorFloatMatrixKernels implements MatrixKernels<float[]> {
  /** −0, which added to any number leaves it as it is, to the bit. */
  private static final float[] NOTHING = nothing();

  private static float[] nothing() {
    float[] zeros = new float[PANEL];
    Arrays.fill(zeros, -0f);
    return zeros;
  }

  @Override
  public int panel() {
    return PANEL;
  }

  @Override
  public void multiply(
      float[] a,
      int aOffset,
      int aStride,
      int rows,
      int depth,
      float[] b,
      int bOffset,
      int panel,
      int columns,
      float[] bias,
      int biasOffset,
      float[] c,
      int cOffset,
      int cStride) {
    float[] end = bias.length == 0 ? NOTHING : bias;
    for (int column = 0; column < columns; column += PANEL) {
      int count = Math.min(PANEL, columns - column);
      int vectors = vectors(count);
      int from = bOffset + column * depth;
      int endAt = bias.length == 0 ? 0 : biasOffset + column;
      int to = cOffset + column;
      if (vectors * WIDTH == count) {
        panel(vectors, a, aOffset, aStride, rows, depth, b, from, end, endAt, c, to, cStride);
      } else {
        float[] padded = Arrays.copyOf(Arrays.copyOfRange(end, endAt, endAt + count), PANEL);
        float[] part = new float[rows * PANEL];
        panel(vectors, a, aOffset, aStride, rows, depth, b, from, padded, 0, part, 0, PANEL);
        for (int row = 0; row < rows; row++) {
          System.arraycopy(part, row * PANEL, c, to + row * cStride, count);
        }
      }
    }
  }

  /** Vectors of the blocks for so many columns of a panel: 1, 2 or 4. */
  private static int vectors(int columns) {
    return columns <= WIDTH ? 1 : columns <= 2 * WIDTH ? 2 : 4;
  }

  /** One panel, block of steps by block of steps; whole vectors of c are written. */
  private static void panel(
      int vectors,
      float[] a,
      int aOffset,
      int aStride,
      int rows,
      int depth,
      float[] b,
      int bOffset,
      float[] bias,
      int biasOffset,
      float[] c,
      int cOffset,
      int cStride) {
    int step = 0;
    do {
      int count = Math.min(BLOCK, depth - step);
      boolean first = step == 0;
      boolean last = step + count == depth;
      for (int row = 0; row < rows; ) {
        int block = block(rows - row);
        int at = cOffset + row * cStride;
        FloatProductKernels.multiply(
            block,
            vectors,
            a,
            aOffset + row * aStride + step,
            aStride,
            count,
            b,
            bOffset + step * PANEL,
            first ? NOTHING : c,
            first ? 0 : at,
            first ? 0 : cStride,
            last ? bias : NOTHING,
            last ? biasOffset : 0,
            c,
            at,
            cStride);
        row += block;
      }
      step += count;
    } while (step < depth);
  }

  /**
   * Rows of the next block, so that no small one is left at the end: 7 are 4 and 3, not 6 and 1.
   */
  private static int block(int rows) {
    return rows <= ROWS ? rows : rows >= 2 * ROWS ? ROWS : (rows + 1) / 2;
  }
}
