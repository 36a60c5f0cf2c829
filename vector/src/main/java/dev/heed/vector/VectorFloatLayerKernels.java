package dev.heed.vector;

import static dev.heed.vector.FloatProductKernels.SPECIES;
import static dev.heed.vector.FloatProductKernels.WIDTH;

import dev.heed.kernel.FloatMath;
import dev.heed.kernel.LayerKernels;
import jdk.incubator.vector.FloatVector;

/**
 * What stands between matrix products on vectors along a row; the build derives the float64 form
 * from this source. A vector is some of the 16 chains of a sum: where it has fewer lanes, the row
 * is gone over once for each part of the chains.
 */
final class VectorFloatLayerKernels implements LayerKernels<float[]> {
  private static final int CHAINS = 16;

  /** Numbers of a call: many short calls are compiled earlier than a few long ones. */
  private static final int PIECE = 16 * WIDTH;

  /** Whether a vector of this machine has no more lanes than a sum has chains. */
  static boolean fits() {
    return WIDTH <= CHAINS;
  }

  @Override
  public void add(float[] source, int offset, int count, float[] target, int targetOffset) {
    int i = 0;
    for (; i <= count - WIDTH; i += WIDTH) {
      FloatVector.fromArray(SPECIES, target, targetOffset + i)
          .add(FloatVector.fromArray(SPECIES, source, offset + i))
          .intoArray(target, targetOffset + i);
    }
    for (; i < count; i++) {
      target[targetOffset + i] += source[offset + i];
    }
  }

  @Override
  public void max(float[] source, int offset, int count, float[] target, int targetOffset) {
    int i = 0;
    for (; i <= count - WIDTH; i += WIDTH) {
      FloatVector.fromArray(SPECIES, target, targetOffset + i)
          .max(FloatVector.fromArray(SPECIES, source, offset + i))
          .intoArray(target, targetOffset + i);
    }
    for (; i < count; i++) {
      target[targetOffset + i] = Math.max(target[targetOffset + i], source[offset + i]);
    }
  }

  @Override
  public void normalize(
      float[] source,
      int offset,
      int rows,
      int columns,
      float[] weight,
      float[] bias,
      double epsilon,
      float[] target) {
    float added = FloatMath.rounded(epsilon);
    float[] chains = new float[CHAINS];
    for (int row = 0; row < rows; row++) {
      int from = offset + row * columns;
      float mean = sum(source, from, columns, chains) / columns;
      float variance = squares(source, from, columns, mean, chains) / columns;
      float inverse = 1 / FloatMath.rounded(Math.sqrt(variance + added));
      scale(source, from, columns, mean, inverse, weight, bias, target);
    }
  }

  private static void scale(
      float[] source,
      int from,
      int columns,
      float mean,
      float inverse,
      float[] weight,
      float[] bias,
      float[] target) {
    int i = 0;
    for (; i <= columns - WIDTH; i += WIDTH) {
      FloatVector.fromArray(SPECIES, source, from + i)
          .sub(mean)
          .mul(inverse)
          .fma(FloatVector.fromArray(SPECIES, weight, i), FloatVector.fromArray(SPECIES, bias, i))
          .intoArray(target, from + i);
    }
    for (; i < columns; i++) {
      target[from + i] = Math.fma((source[from + i] - mean) * inverse, weight[i], bias[i]);
    }
  }

  @Override
  public void gelu(float[] source, int offset, int count, float[] target, int targetOffset) {
    int i = 0;
    do {
      int piece = Math.min(PIECE, count - i);
      FloatGeluLoop.run(source, offset + i, piece, target, targetOffset + i);
      i += PIECE;
    } while (i < count);
  }

  @Override
  public void scaleToUnitLength(float[] row, int offset, int columns) {
    float total = squares(row, offset, columns, 0, new float[CHAINS]);
    float length = FloatMath.rounded(Math.sqrt(total));
    if (length == 0) {
      return;
    }
    int i = 0;
    for (; i <= columns - WIDTH; i += WIDTH) {
      FloatVector.fromArray(SPECIES, row, offset + i).div(length).intoArray(row, offset + i);
    }
    for (; i < columns; i++) {
      row[offset + i] /= length;
    }
  }

  private static float sum(float[] row, int offset, int columns, float[] chains) {
    if (columns == 0) {
      return 0;
    }
    int whole = columns - columns % CHAINS;
    for (int lane = 0; lane < CHAINS; lane += WIDTH) {
      FloatVector total = FloatVector.zero(SPECIES);
      for (int i = lane; i < whole; i += CHAINS) {
        total = total.add(FloatVector.fromArray(SPECIES, row, offset + i));
      }
      total.intoArray(chains, lane);
    }
    for (int i = whole; i < columns; i++) {
      chains[i - whole] += row[offset + i];
    }
    return total(chains);
  }

  /** Σ (x − mean)². */
  private static float squares(float[] row, int offset, int columns, float mean, float[] chains) {
    if (columns == 0) {
      return 0;
    }
    int whole = columns - columns % CHAINS;
    for (int lane = 0; lane < CHAINS; lane += WIDTH) {
      FloatVector total = FloatVector.zero(SPECIES);
      for (int i = lane; i < whole; i += CHAINS) {
        FloatVector distance = FloatVector.fromArray(SPECIES, row, offset + i).sub(mean);
        total = distance.fma(distance, total);
      }
      total.intoArray(chains, lane);
    }
    for (int i = whole; i < columns; i++) {
      float distance = row[offset + i] - mean;
      chains[i - whole] = Math.fma(distance, distance, chains[i - whole]);
    }
    return total(chains);
  }

  private static float total(float[] chains) {
    for (int step = CHAINS / 2; step > 0; step /= 2) {
      for (int i = 0; i < step; i++) {
        chains[i] += chains[i + step];
      }
    }
    return chains[0];
  }

  @Override
  public double dot(float[] left, int offset, float[] right, int rightOffset, int count) {
    float[] chains = new float[CHAINS];
    int whole = count - count % CHAINS;
    for (int lane = 0; lane < CHAINS; lane += WIDTH) {
      FloatVector total = FloatVector.zero(SPECIES);
      for (int i = lane; i < whole; i += CHAINS) {
        total =
            FloatVector.fromArray(SPECIES, left, offset + i)
                .fma(FloatVector.fromArray(SPECIES, right, rightOffset + i), total);
      }
      total.intoArray(chains, lane);
    }
    for (int i = whole; i < count; i++) {
      chains[i - whole] = Math.fma(left[offset + i], right[rightOffset + i], chains[i - whole]);
    }
    return total(chains);
  }
}
