package dev.heed.vector;

import static dev.heed.vector.FloatMicroKernels.SPECIES;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.heed.kernel.FloatMath;
import jdk.incubator.vector.FloatVector;

/**
 * The online softmax on vectors of float32 queries. exp is that of {@link FloatMath}, step by step,
 * written out where it stands: a vector that is handed to a method may end in memory.
 */
final class FloatSoftmax {
  private FloatSoftmax() {}

  /** One step of the softmax for the vector of queries from {@code i} on. */
  static void step(
      float[] scores, int i, int lanes, int count, float[] maximum, float[] sum, float[] rescale) {
    FloatVector before = FloatVector.fromArray(SPECIES, maximum, i);
    FloatVector largest = before;
    for (int j = 0, at = i; j < count; j++, at += lanes) {
      FloatVector score = FloatVector.fromArray(SPECIES, scores, at);
      largest = largest.blend(score, largest.compare(LT, score));
    }
    largest.intoArray(maximum, i);
    before.sub(largest).intoArray(rescale, i);
    exp(rescale, i);
    FloatVector factor = FloatVector.fromArray(SPECIES, rescale, i);
    FloatVector.fromArray(SPECIES, sum, i).mul(factor).intoArray(sum, i);
    weights(scores, i, lanes, count, maximum, sum);
  }

  /** exp of one vector of numbers, none above 0, in place. */
  private static void exp(float[] numbers, int i) {
    FloatVector lowest = FloatVector.broadcast(SPECIES, FloatMath.LOWEST);
    FloatVector log = FloatVector.broadcast(SPECIES, FloatMath.LOG2_E);
    FloatVector shift = FloatVector.broadcast(SPECIES, FloatMath.SHIFT);
    FloatVector c6 = FloatVector.broadcast(SPECIES, FloatMath.C6);
    FloatVector c5 = FloatVector.broadcast(SPECIES, FloatMath.C5);
    FloatVector c4 = FloatVector.broadcast(SPECIES, FloatMath.C4);
    FloatVector c3 = FloatVector.broadcast(SPECIES, FloatMath.C3);
    FloatVector c2 = FloatVector.broadcast(SPECIES, FloatMath.C2);
    FloatVector c1 = FloatVector.broadcast(SPECIES, FloatMath.C1);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector x = FloatVector.fromArray(SPECIES, numbers, i);
    x = x.blend(lowest, x.compare(LT, lowest));
    FloatVector z = x.fma(log, shift);
    FloatVector f = x.fma(log, shift.sub(z));
    FloatVector p = c6.fma(f, c5);
    p = p.fma(f, c4);
    p = p.fma(f, c3);
    p = p.fma(f, c2);
    p = p.fma(f, c1);
    p = p.fma(f, one);
    p = p.mul(z.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
    p.intoArray(numbers, i);
  }

  /** Scores become exp(score − maximum), each added to the sum in the order of the keys. */
  private static void weights(
      float[] scores, int i, int lanes, int count, float[] maximum, float[] sum) {
    FloatVector largest = FloatVector.fromArray(SPECIES, maximum, i);
    FloatVector total = FloatVector.fromArray(SPECIES, sum, i);
    FloatVector lowest = FloatVector.broadcast(SPECIES, FloatMath.LOWEST);
    FloatVector log = FloatVector.broadcast(SPECIES, FloatMath.LOG2_E);
    FloatVector shift = FloatVector.broadcast(SPECIES, FloatMath.SHIFT);
    FloatVector c6 = FloatVector.broadcast(SPECIES, FloatMath.C6);
    FloatVector c5 = FloatVector.broadcast(SPECIES, FloatMath.C5);
    FloatVector c4 = FloatVector.broadcast(SPECIES, FloatMath.C4);
    FloatVector c3 = FloatVector.broadcast(SPECIES, FloatMath.C3);
    FloatVector c2 = FloatVector.broadcast(SPECIES, FloatMath.C2);
    FloatVector c1 = FloatVector.broadcast(SPECIES, FloatMath.C1);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    for (int j = 0, at = i; j < count; j++, at += lanes) {
      FloatVector x = FloatVector.fromArray(SPECIES, scores, at).sub(largest);
      x = x.blend(lowest, x.compare(LT, lowest));
      FloatVector z = x.fma(log, shift);
      FloatVector f = x.fma(log, shift.sub(z));
      FloatVector p = c6.fma(f, c5);
      p = p.fma(f, c4);
      p = p.fma(f, c3);
      p = p.fma(f, c2);
      p = p.fma(f, c1);
      p = p.fma(f, one);
      p = p.mul(z.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      p.intoArray(scores, at);
      total = total.add(p);
    }
    total.intoArray(sum, i);
  }
}
