package dev.heed.vector;

import static dev.heed.vector.FloatTileKernels.LANES;
import static dev.heed.vector.FloatTileKernels.SPECIES;
import static dev.heed.vector.FloatTileKernels.WIDTH;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import dev.heed.kernel.FewQueriesKernels;
import dev.heed.kernel.InspectionKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inspection on vectors of queries; the build derives the float64 form from this source. Lanes up
 * to the end of the last vector are computed with whatever is there.
 */
final class VectorFloatInspectionKernels implements InspectionKernels<float[]> {
  private static final int VIRTUAL = FewQueriesKernels.LANES;

  /** Whole numbers up to this one, and their sums with as many, are exact in float32. */
  private static final int EXACT = 1 << 22;

  /** As many integers as a vector has numbers. */
  private static final VectorSpecies<Integer> INTEGERS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(WIDTH * Integer.SIZE));

  private final InspectionKernels<float[]> scalar;
  private final boolean keeps;
  private float[] kept = new float[0];

  VectorFloatInspectionKernels(InspectionKernels<float[]> scalar) {
    this(scalar, false);
  }

  private VectorFloatInspectionKernels(InspectionKernels<float[]> scalar, boolean keeps) {
    this.scalar = scalar;
    this.keeps = keeps;
  }

  @Override
  public InspectionKernels<float[]> forThread() {
    return new VectorFloatInspectionKernels(scalar.forThread(), true);
  }

  @Override
  public void softmax(
      float[] scores,
      int lane,
      int active,
      int key,
      int count,
      float[] maximum,
      float[] sum,
      float[] rescale,
      float[] mass,
      float[] moment) {
    int i = lane;
    int end = lane + active;
    for (; i + 3 * WIDTH < end; i += 4 * WIDTH) {
      FloatSoftmax.moments4(scores, i, key, count, maximum, sum, rescale, mass, moment);
    }
    if (i + WIDTH < end) {
      FloatSoftmax.moments2(scores, i, key, count, maximum, sum, rescale, mass, moment);
      i += 2 * WIDTH;
    }
    if (i < end) {
      FloatSoftmax.moments1(scores, i, key, count, maximum, sum, rescale, mass, moment);
    }
  }

  @Override
  public void weigh(
      float[] scores, int lane, int active, int key, int count, float[] maximum, float[] factor) {
    int i = lane;
    int end = lane + active;
    for (; i + 3 * WIDTH < end; i += 4 * WIDTH) {
      FloatSoftmax.weigh4(scores, i, key, count, maximum, factor);
    }
    if (i + WIDTH < end) {
      FloatSoftmax.weigh2(scores, i, key, count, maximum, factor);
      i += 2 * WIDTH;
    }
    if (i < end) {
      FloatSoftmax.weigh1(scores, i, key, count, maximum, factor);
    }
  }

  @Override
  public void keepLargest(
      float[] tile,
      int lane,
      int active,
      int key,
      int count,
      int firstKey,
      float[] largest,
      int[] keys,
      int most) {
    int last = (most - 1) * LANES;
    for (int j = key; j < key + count; j++) {
      for (int i = lane; i < lane + active; i += WIDTH) {
        int at = j * LANES + i;
        FloatVector least = FloatVector.fromArray(SPECIES, largest, last + i);
        if (FloatVector.fromArray(SPECIES, tile, at).compare(GT, least).anyTrue()) {
          insert(tile, at, firstKey + j, i, largest, keys, last + i);
        }
      }
    }
  }

  /**
   * Carries numbers of a row down the lists of their lanes: the larger one stays at each place. Of
   * a lane that is not larger anywhere, nothing moves.
   */
  private static void insert(
      float[] tile, int from, int key, int first, float[] largest, int[] keys, int last) {
    FloatVector number = FloatVector.fromArray(SPECIES, tile, from);
    FloatVector carried = number;
    IntVector carriedKey = IntVector.broadcast(INTEGERS, key);
    for (int at = first; at <= last; at += LANES) {
      FloatVector there = FloatVector.fromArray(SPECIES, largest, at);
      IntVector thereKey = IntVector.fromArray(INTEGERS, keys, at);
      // Where the number is larger it is so at all places below, and what was there moves on.
      VectorMask<Float> larger = number.compare(GT, there);
      VectorMask<Integer> largerKey = larger.cast(INTEGERS);
      there.blend(carried, larger).intoArray(largest, at);
      thereKey.blend(carriedKey, largerKey).intoArray(keys, at);
      carried = carried.blend(there, larger);
      carriedKey = carriedKey.blend(thereKey, largerKey);
    }
  }

  @Override
  public void sumKeys(float[] weights, int lane, int active, int key, int count, float[] target) {
    for (int i = lane; i < lane + active; i += WIDTH) {
      FloatVector total = FloatVector.zero(SPECIES);
      for (int j = key; j < key + count; j++) {
        total = total.add(FloatVector.fromArray(SPECIES, weights, j * LANES + i));
      }
      total.intoArray(target, i);
    }
  }

  @Override
  public void maximumOfKeys(
      float[] weights, int lane, int active, int key, int count, float[] target) {
    for (int i = lane; i < lane + active; i += WIDTH) {
      FloatVector largest = FloatVector.zero(SPECIES);
      for (int j = key; j < key + count; j++) {
        largest = largest.max(FloatVector.fromArray(SPECIES, weights, j * LANES + i));
      }
      largest.intoArray(target, i);
    }
  }

  @Override
  public void sumQueries(float[] weights, int key, int count, float[] chosen, float[] target) {
    float[] rows = room();
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int first = key; first < key + count; first += VIRTUAL) {
      int last = Math.min(first + VIRTUAL, key + count);
      for (int part = 0; part < VIRTUAL; part += WIDTH) {
        VectorMask<Float> a = chosen(chosen, part);
        VectorMask<Float> b = chosen(chosen, part + VIRTUAL);
        VectorMask<Float> c = chosen(chosen, part + 2 * VIRTUAL);
        VectorMask<Float> d = chosen(chosen, part + 3 * VIRTUAL);
        for (int j = first; j < last; j++) {
          int at = j * LANES + part;
          zero.blend(FloatVector.fromArray(SPECIES, weights, at), a)
              .add(zero.blend(FloatVector.fromArray(SPECIES, weights, at + VIRTUAL), b))
              .add(zero.blend(FloatVector.fromArray(SPECIES, weights, at + 2 * VIRTUAL), c))
              .add(zero.blend(FloatVector.fromArray(SPECIES, weights, at + 3 * VIRTUAL), d))
              .intoArray(rows, (j - first) * VIRTUAL + part);
        }
      }
      FloatReduction.sums(rows, 0, 1, target, first);
    }
  }

  private static VectorMask<Float> chosen(float[] chosen, int lane) {
    return FloatVector.fromArray(SPECIES, chosen, lane).compare(NE, 0);
  }

  private float[] room() {
    float[] room = kept.length == 0 ? new float[VIRTUAL * VIRTUAL] : kept;
    kept = keeps ? room : kept;
    return room;
  }

  @Override
  public void distances(
      float[] weights, int lane, int active, int key, int count, int own, float[] target) {
    if (Math.absExact(own) > EXACT) {
      scalar.distances(weights, lane, active, key, count, own, target);
      return;
    }
    for (int i = lane; i < lane + active; i += WIDTH) {
      FloatVector place = FloatVector.broadcast(SPECIES, own + i).addIndex(1);
      FloatVector total = FloatVector.zero(SPECIES);
      for (int j = key; j < key + count; j++) {
        total =
            FloatVector.fromArray(SPECIES, weights, j * LANES + i).fma(place.sub(j).abs(), total);
      }
      total.intoArray(target, i);
    }
  }

  @Override
  public void scaleKeys(
      float[] weights,
      int lane,
      int active,
      int key,
      int count,
      float[] factors,
      int from,
      float[] scaled) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int j = key; j < key + count; j++) {
      for (int i = lane; i < lane + active; i += WIDTH) {
        FloatVector weight = FloatVector.fromArray(SPECIES, weights, j * LANES + i);
        zero.blend(weight.mul(factors[from + j]), weight.compare(NE, 0))
            .intoArray(scaled, j * LANES + i);
      }
    }
  }
}
