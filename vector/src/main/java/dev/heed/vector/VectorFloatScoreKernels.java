package dev.heed.vector;

import static dev.heed.vector.FloatTileKernels.SPECIES;
import static dev.heed.vector.FloatTileKernels.WIDTH;
import static jdk.incubator.vector.VectorOperators.NE;

import dev.heed.kernel.FloatMath;
import dev.heed.kernel.ScoreKernels;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Options on vectors of the columns of a score tile; the build derives the float64 form from this
 * source. Columns behind the last whole vector, and biases and flags that do not lie side by side
 * along a row, are the scalar set's.
 */
final class VectorFloatScoreKernels implements ScoreKernels<float[]> {
  /** Flags that are looked at together; every machine has vectors for so many bytes. */
  private static final VectorSpecies<Byte> FLAGS = ByteVector.SPECIES_128;

  /** As many integers as a vector has numbers. */
  private static final VectorSpecies<Integer> INTEGERS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(WIDTH * Integer.SIZE));

  /** Whole numbers up to this one, and their sums with as many, are exact in float32. */
  private static final int EXACT = 1 << 22;

  private final ScoreKernels<float[]> scalar;

  VectorFloatScoreKernels(ScoreKernels<float[]> scalar) {
    this.scalar = scalar;
  }

  /**
   * Columns that go in vectors. What lies behind the last column in its row is computed with it,
   * where the row has room for that.
   */
  private static int whole(int columns, int stride) {
    int up = Math.ceilDiv(columns, WIDTH) * WIDTH;
    return up <= stride ? up : columns - columns % WIDTH;
  }

  @Override
  public void softcap(double cap, int rows, int columns, int stride, float[] scores) {
    float bound = FloatMath.rounded(cap);
    int whole = whole(columns, stride);
    for (int r = 0; r < rows; r++) {
      FloatCap.apply(scores, r * stride, r * stride + whole, bound);
      for (int at = r * stride + whole; at < r * stride + columns; at++) {
        scores[at] = bound * FloatMath.tanh(scores[at] / bound);
      }
    }
  }

  @Override
  public void addDistance(
      double slope, int own, int rows, int columns, int stride, float[] scores) {
    int whole = whole(columns, stride);
    if (whole < columns || Math.absExact(own) > EXACT || rows > EXACT || columns > EXACT) {
      scalar.addDistance(slope, own, rows, columns, stride, scores);
      return;
    }
    float factor = FloatMath.rounded(slope);
    for (int c = 0; c < whole; c += WIDTH) {
      FloatVector place = FloatVector.broadcast(SPECIES, own + c).addIndex(1);
      for (int r = 0; r < rows; r++) {
        int at = r * stride + c;
        FloatVector product = place.sub(r).abs().mul(factor);
        FloatVector.fromArray(SPECIES, scores, at).sub(product).intoArray(scores, at);
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
    if (columnStep > 1 || columnStep < 0) {
      return scalar.addBias(bias, offset, rowStep, columnStep, rows, columns, stride, scores);
    }
    int whole = columns - columns % WIDTH;
    FloatVector hidden = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector seen = FloatVector.zero(SPECIES);
    boolean leftOut = false;
    for (int r = 0; r < rows; r++) {
      int from = offset + r * rowStep;
      int to = r * stride;
      for (int c = 0; c < whole; c += WIDTH) {
        FloatVector added =
            columnStep == 0
                ? FloatVector.broadcast(SPECIES, bias[from])
                : FloatVector.fromArray(SPECIES, bias, from + c);
        VectorMask<Float> hides = added.eq(hidden);
        FloatVector.fromArray(SPECIES, scores, to + c)
            .add(added)
            .blend(hidden, hides)
            .intoArray(scores, to + c);
        seen = seen.blend(hidden, hides);
      }
      for (int c = whole; c < columns; c++) {
        float added = bias[from + c * columnStep];
        boolean hides = added == Float.NEGATIVE_INFINITY;
        scores[to + c] = hides ? added : scores[to + c] + added;
        leftOut |= hides;
      }
    }
    return leftOut || seen.eq(hidden).anyTrue();
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
    int width = FLAGS.length();
    if (columnStep < 0 || columnStep > 1 || columns < width) {
      scalar.hideFlagged(flags, offset, rowStep, columnStep, hidden, rows, columns, stride, scores);
      return;
    }
    FloatVector least = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    long turned = hidden ? 0 : -1;
    for (int r = 0; r < rows; r++) {
      int from = offset + r * rowStep;
      for (int c = 0; c < columns; c += width) {
        // The last ones are looked at again where they are fewer: hiding twice is hiding.
        int column = Math.min(c, columns - width);
        int at = r * stride + column;
        long set =
            columnStep == 0
                ? -Math.min(1, flags[from] & 0xff)
                : ByteVector.fromArray(FLAGS, flags, from + column).compare(NE, 0).toLong();
        for (int lane = 0; lane < width; lane += WIDTH) {
          FloatVector.fromArray(SPECIES, scores, at + lane)
              .blend(least, VectorMask.fromLong(SPECIES, (set ^ turned) >>> lane))
              .intoArray(scores, at + lane);
        }
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
    int whole = columns - columns % WIDTH;
    FloatVector least = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int c = column; c < column + whole; c += WIDTH) {
      IntVector begin = IntVector.fromArray(INTEGERS, from, c);
      IntVector end = IntVector.fromArray(INTEGERS, to, c);
      for (int r = row; r < row + rows; r++) {
        IntVector own = IntVector.broadcast(INTEGERS, key + r);
        VectorMask<Float> hides = own.lt(begin).or(own.lt(end).not()).cast(SPECIES);
        FloatVector.fromArray(SPECIES, scores, r * stride + c)
            .blend(least, hides)
            .intoArray(scores, r * stride + c);
      }
    }
    scalar.hideOutside(from, to, key, row, rows, column + whole, columns - whole, stride, scores);
  }
}
