package dev.heed.vector;

import static dev.heed.vector.DoubleMicroKernels.SPECIES;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.heed.kernel.DoubleMath;
import jdk.incubator.vector.DoubleVector;

/**
 * The online softmax on vectors of float64 queries. exp is that of {@link DoubleMath}, step by
 * step, written out where it stands: a vector that is handed to a method may end in memory.
 */
final class DoubleSoftmax {
  private DoubleSoftmax() {}

  /** One step of the softmax for the vector of queries from {@code i} on. */
  static void step(
      double[] scores,
      int i,
      int lanes,
      int count,
      double[] maximum,
      double[] sum,
      double[] rescale) {
    DoubleVector before = DoubleVector.fromArray(SPECIES, maximum, i);
    DoubleVector largest = before;
    for (int j = 0, at = i; j < count; j++, at += lanes) {
      DoubleVector score = DoubleVector.fromArray(SPECIES, scores, at);
      largest = largest.blend(score, largest.compare(LT, score));
    }
    largest.intoArray(maximum, i);
    before.sub(largest).intoArray(rescale, i);
    exp(rescale, i);
    DoubleVector factor = DoubleVector.fromArray(SPECIES, rescale, i);
    DoubleVector.fromArray(SPECIES, sum, i).mul(factor).intoArray(sum, i);
    weights(scores, i, lanes, count, maximum, sum);
  }

  /** exp of one vector of numbers, none above 0, in place. */
  private static void exp(double[] numbers, int i) {
    DoubleVector lowest = DoubleVector.broadcast(SPECIES, DoubleMath.LOWEST);
    DoubleVector log = DoubleVector.broadcast(SPECIES, DoubleMath.LOG2_E);
    DoubleVector shift = DoubleVector.broadcast(SPECIES, DoubleMath.SHIFT);
    DoubleVector rest = DoubleVector.broadcast(SPECIES, DoubleMath.LOG2_E_REST);
    DoubleVector c11 = DoubleVector.broadcast(SPECIES, DoubleMath.C11);
    DoubleVector c10 = DoubleVector.broadcast(SPECIES, DoubleMath.C10);
    DoubleVector c9 = DoubleVector.broadcast(SPECIES, DoubleMath.C9);
    DoubleVector c8 = DoubleVector.broadcast(SPECIES, DoubleMath.C8);
    DoubleVector c7 = DoubleVector.broadcast(SPECIES, DoubleMath.C7);
    DoubleVector c6 = DoubleVector.broadcast(SPECIES, DoubleMath.C6);
    DoubleVector c5 = DoubleVector.broadcast(SPECIES, DoubleMath.C5);
    DoubleVector c4 = DoubleVector.broadcast(SPECIES, DoubleMath.C4);
    DoubleVector c3 = DoubleVector.broadcast(SPECIES, DoubleMath.C3);
    DoubleVector c2 = DoubleVector.broadcast(SPECIES, DoubleMath.C2);
    DoubleVector c1 = DoubleVector.broadcast(SPECIES, DoubleMath.C1);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
    DoubleVector x = DoubleVector.fromArray(SPECIES, numbers, i);
    x = x.blend(lowest, x.compare(LT, lowest));
    DoubleVector z = x.fma(log, shift);
    DoubleVector f = x.fma(log, shift.sub(z));
    f = x.fma(rest, f);
    DoubleVector p = c11.fma(f, c10);
    p = p.fma(f, c9);
    p = p.fma(f, c8);
    p = p.fma(f, c7);
    p = p.fma(f, c6);
    p = p.fma(f, c5);
    p = p.fma(f, c4);
    p = p.fma(f, c3);
    p = p.fma(f, c2);
    p = p.fma(f, c1);
    p = p.fma(f, one);
    p = p.mul(z.reinterpretAsLongs().lanewise(LSHL, 52).reinterpretAsDoubles());
    p.intoArray(numbers, i);
  }

  /** Scores become exp(score − maximum), each added to the sum in the order of the keys. */
  private static void weights(
      double[] scores, int i, int lanes, int count, double[] maximum, double[] sum) {
    DoubleVector largest = DoubleVector.fromArray(SPECIES, maximum, i);
    DoubleVector total = DoubleVector.fromArray(SPECIES, sum, i);
    DoubleVector lowest = DoubleVector.broadcast(SPECIES, DoubleMath.LOWEST);
    DoubleVector log = DoubleVector.broadcast(SPECIES, DoubleMath.LOG2_E);
    DoubleVector shift = DoubleVector.broadcast(SPECIES, DoubleMath.SHIFT);
    DoubleVector rest = DoubleVector.broadcast(SPECIES, DoubleMath.LOG2_E_REST);
    DoubleVector c11 = DoubleVector.broadcast(SPECIES, DoubleMath.C11);
    DoubleVector c10 = DoubleVector.broadcast(SPECIES, DoubleMath.C10);
    DoubleVector c9 = DoubleVector.broadcast(SPECIES, DoubleMath.C9);
    DoubleVector c8 = DoubleVector.broadcast(SPECIES, DoubleMath.C8);
    DoubleVector c7 = DoubleVector.broadcast(SPECIES, DoubleMath.C7);
    DoubleVector c6 = DoubleVector.broadcast(SPECIES, DoubleMath.C6);
    DoubleVector c5 = DoubleVector.broadcast(SPECIES, DoubleMath.C5);
    DoubleVector c4 = DoubleVector.broadcast(SPECIES, DoubleMath.C4);
    DoubleVector c3 = DoubleVector.broadcast(SPECIES, DoubleMath.C3);
    DoubleVector c2 = DoubleVector.broadcast(SPECIES, DoubleMath.C2);
    DoubleVector c1 = DoubleVector.broadcast(SPECIES, DoubleMath.C1);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
    for (int j = 0, at = i; j < count; j++, at += lanes) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, scores, at).sub(largest);
      x = x.blend(lowest, x.compare(LT, lowest));
      DoubleVector z = x.fma(log, shift);
      DoubleVector f = x.fma(log, shift.sub(z));
      f = x.fma(rest, f);
      DoubleVector p = c11.fma(f, c10);
      p = p.fma(f, c9);
      p = p.fma(f, c8);
      p = p.fma(f, c7);
      p = p.fma(f, c6);
      p = p.fma(f, c5);
      p = p.fma(f, c4);
      p = p.fma(f, c3);
      p = p.fma(f, c2);
      p = p.fma(f, c1);
      p = p.fma(f, one);
      p = p.mul(z.reinterpretAsLongs().lanewise(LSHL, 52).reinterpretAsDoubles());
      p.intoArray(scores, at);
      total = total.add(p);
    }
    total.intoArray(sum, i);
  }
}
