package dev.heed.kernel;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Matrix products in plain loops; the build derives the float64 form from this source.
 *
 * <p>A block of rows of B goes over all rows of A before the next one. The compiler makes vectors
 * of the innermost loops because every array there has the same index.
 */
final class ScalarFloatMatrixKernels implements MatrixKernels<float[]> {
  private static final int STEPS = 4;

  /** Rows and columns whose sums are computed together: long loops, and sums that stay near. */
  private static final int MOST_ROWS = 192;

  private static final int MOST_COLUMNS = 768;

  /** Sums and steps of calls that are over, for those to come: one a thread at most. */
  private final Queue<float[][]> spare = new ConcurrentLinkedQueue<>();

  /** What processors with vectors of 512 bits read, which is of no advantage here. */
  @Override
  public int panel() {
    return 64;
  }

  @Override
  public boolean reads(int panel) {
    return true;
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
    if (depth < 0) {
      return;
    }
    float[][] kept = spare.poll();
    float[][] room = kept == null ? new float[MOST_ROWS + STEPS][MOST_COLUMNS] : kept;
    int wide = Math.ceilDiv(columns, Math.max(1, Math.ceilDiv(columns, MOST_COLUMNS)));
    for (int row = 0; row < rows; row += MOST_ROWS) {
      int below = Math.min(MOST_ROWS, rows - row);
      int from = aOffset + row * aStride;
      for (int column = 0; column < columns; column += wide) {
        int width = Math.min(wide, columns - column);
        int to = cOffset + row * cStride + column;
        part(
            a, from, aStride, below, depth, b, bOffset, panel, column, width, room, c, to, cStride);
        for (int r = 0; r < below && bias.length != 0; r++) {
          add(bias, biasOffset + column, width, c, to + r * cStride);
        }
      }
    }
    spare.add(room);
  }

  private static void part(
      float[] a,
      int aOffset,
      int aStride,
      int rows,
      int depth,
      float[] b,
      int bOffset,
      int panel,
      int column,
      int columns,
      float[][] room,
      float[] c,
      int cOffset,
      int cStride) {
    for (int row = 0; row < rows; row++) {
      Arrays.fill(room[STEPS + row], 0, columns, 0);
    }
    int step = 0;
    do {
      int end = Math.min(depth, step + BLOCK);
      boolean first = step == 0;
      for (; step < end; step += STEPS) {
        int count = Math.min(STEPS, end - step);
        for (int k = 0; k < count; k++) {
          copyStep(b, bOffset, panel, depth, step + k, column, columns, room[k]);
        }
        multiply(a, aOffset + step, aStride, rows, count, columns, room);
      }
      step = end;
      for (int row = 0; row < rows; row++) {
        addBlock(room[STEPS + row], columns, first, c, cOffset + row * cStride);
      }
    } while (step < depth);
  }

  /** Some columns of a row of B. */
  private static void copyStep(
      float[] b, int offset, int panel, int depth, int row, int column, int columns, float[] to) {
    for (int done = 0; done < columns; ) {
      int within = (column + done) % panel;
      int count = Math.min(panel - within, columns - done);
      int before = (column + done - within) * depth;
      System.arraycopy(b, offset + before + row * panel + within, to, done, count);
      done += count;
    }
  }

  /** The sums of a block go to the result, and the next ones start at 0. */
  private static void addBlock(float[] sums, int columns, boolean first, float[] c, int offset) {
    for (int column = 0; column < columns; column++) {
      c[offset + column] = first ? sums[column] : c[offset + column] + sums[column];
    }
    Arrays.fill(sums, 0, columns, 0);
  }

  private static void add(float[] bias, int biasOffset, int columns, float[] c, int offset) {
    for (int column = 0; column < columns; column++) {
      c[offset + column] += bias[biasOffset + column];
    }
  }

  /** Some steps of every row's sums. */
  private static void multiply(
      float[] a, int offset, int stride, int rows, int count, int columns, float[][] room) {
    int whole = count == STEPS ? rows - rows % 4 : 0;
    for (int row = 0; row < whole; row += 4) {
      multiplyFourRows(a, offset + row * stride, stride, columns, room, STEPS + row);
    }
    for (int row = whole; row < rows; row++) {
      for (int k = 0; k < count; k++) {
        addScaled(a[offset + row * stride + k], room[k], room[STEPS + row], columns);
      }
    }
  }

  private static void addScaled(float factor, float[] step, float[] sums, int columns) {
    for (int i = 0; i < columns; i++) {
      sums[i] = Math.fma(factor, step[i], sums[i]);
    }
  }

  private static void multiplyFourRows(
      float[] a, int offset, int stride, int columns, float[][] room, int row) {
    float[] b0 = room[0];
    float[] b1 = room[1];
    float[] b2 = room[2];
    float[] b3 = room[3];
    float[] c0 = room[row];
    float[] c1 = room[row + 1];
    float[] c2 = room[row + 2];
    float[] c3 = room[row + 3];
    int r0 = offset;
    int r1 = offset + stride;
    int r2 = offset + 2 * stride;
    int r3 = offset + 3 * stride;
    float a00 = a[r0], a01 = a[r0 + 1], a02 = a[r0 + 2], a03 = a[r0 + 3];
    float a10 = a[r1], a11 = a[r1 + 1], a12 = a[r1 + 2], a13 = a[r1 + 3];
    float a20 = a[r2], a21 = a[r2 + 1], a22 = a[r2 + 2], a23 = a[r2 + 3];
    float a30 = a[r3], a31 = a[r3 + 1], a32 = a[r3 + 2], a33 = a[r3 + 3];
    for (int i = 0; i < columns; i++) {
      float x0 = b0[i];
      float x1 = b1[i];
      float x2 = b2[i];
      float x3 = b3[i];
      c0[i] = Math.fma(a03, x3, Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, c0[i]))));
      c1[i] = Math.fma(a13, x3, Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, c1[i]))));
      c2[i] = Math.fma(a23, x3, Math.fma(a22, x2, Math.fma(a21, x1, Math.fma(a20, x0, c2[i]))));
      c3[i] = Math.fma(a33, x3, Math.fma(a32, x2, Math.fma(a31, x1, Math.fma(a30, x0, c3[i]))));
    }
  }
}
