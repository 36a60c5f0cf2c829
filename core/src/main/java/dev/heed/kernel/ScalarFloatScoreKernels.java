package dev.heed.kernel;

/** Options on scores in plain loops; the build derives the float64 form from this source. */
final class ScalarFloatScoreKernels implements ScoreKernels<float[]> {
  @Override
  public void softcap(double cap, int rows, int columns, int stride, float[] scores) {
    float bound = FloatMath.rounded(cap);
    for (int r = 0; r < rows; r++) {
      for (int at = r * stride; at < r * stride + columns; at++) {
        scores[at] = bound * FloatMath.tanh(scores[at] / bound);
      }
    }
  }

  @Override
  public void addDistance(
      double slope, int own, int rows, int columns, int stride, float[] scores) {
    float factor = FloatMath.rounded(slope);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        scores[r * stride + c] -= factor * FloatMath.rounded(Math.abs(own + c - r));
      }
    }
  }

  @Override
  public boolean addBias(
      float[] bias,
      int offset,
      int rowStep,
      int columnStep,
      int rows,
      int columns,
      int stride,
      float[] scores) {
    boolean leftOut = false;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        float added = bias[offset + r * rowStep + c * columnStep];
        boolean hides = added == Float.NEGATIVE_INFINITY;
        int at = r * stride + c;
        scores[at] = hides ? Float.NEGATIVE_INFINITY : scores[at] + added;
        leftOut |= hides;
      }
    }
    return leftOut;
  }

  @Override
  public void hideFlagged(
      byte[] flags,
      int offset,
      int rowStep,
      int columnStep,
      boolean hidden,
      int rows,
      int columns,
      int stride,
      float[] scores) {
    int turned = hidden ? 0 : 1;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int flag = flags[offset + r * rowStep + c * columnStep];
        // 1 where the flag is not 0: a branch on flags in no order costs more than all the rest.
        int set = (flag | -flag) >>> 31;
        int at = r * stride + c;
        scores[at] = FloatMath.unlessHidden(scores[at], set ^ turned);
      }
    }
  }

  @Override
  public void hideOutside(
      int[] from,
      int[] to,
      int key,
      int row,
      int rows,
      int column,
      int columns,
      int stride,
      float[] scores) {
    for (int r = row; r < row + rows; r++) {
      for (int c = column; c < column + columns; c++) {
        if (key + r < from[c] || key + r >= to[c]) {
          scores[r * stride + c] = Float.NEGATIVE_INFINITY;
        }
      }
    }
  }
}
