package dev.heed.kernel;

import java.util.Arrays;

/** Inspection in plain loops; the build derives the float64 form from this source. */
final class ScalarFloatInspectionKernels implements InspectionKernels<float[]> {
  private static final int VIRTUAL = FewQueriesKernels.LANES;

  private final AttentionKernels<float[]> attention;
  private final int lanes;
  private final boolean keeps;
  private float[] kept = new float[0];

  /** Kernels that any number of threads may share; they make room for scores in each call. */
  ScalarFloatInspectionKernels() {
    this(new ScalarFloatAttentionKernels(), false);
  }

  private ScalarFloatInspectionKernels(AttentionKernels<float[]> attention, boolean keeps) {
    this.attention = attention;
    this.lanes = attention.lanes();
    this.keeps = keeps;
  }

  @Override
  public InspectionKernels<float[]> forThread() {
    return new ScalarFloatInspectionKernels(attention.forThread(), true);
  }

  /** At least so many numbers, with anything in them. */
  private float[] room(int length) {
    float[] room = kept.length < length ? new float[length] : kept;
    kept = keeps ? room : kept;
    return room;
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
    int from = key * lanes;
    float[] before = room(count * lanes);
    System.arraycopy(scores, from, before, 0, count * lanes);
    attention.softmax(scores, lane, active, key, count, maximum, sum, rescale);
    Arrays.fill(mass, lane, lane + active, 0);
    Arrays.fill(moment, lane, lane + active, 0);
    for (int j = 0; j < count; j++) {
      for (int i = lane; i < lane + active; i++) {
        float weight = scores[from + j * lanes + i];
        float x = Math.max(before[j * lanes + i] - maximum[i], FloatMath.LOWEST);
        mass[i] += weight;
        moment[i] = Math.fma(weight, x, moment[i]);
      }
    }
  }

  @Override
  public void weigh(
      float[] scores, int lane, int active, int key, int count, float[] maximum, float[] factor) {
    for (int j = key; j < key + count; j++) {
      for (int i = lane; i < lane + active; i++) {
        int at = j * lanes + i;
        scores[at] = FloatMath.exp(scores[at] - maximum[i]) * factor[i];
      }
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
    int last = (most - 1) * lanes;
    for (int j = key; j < key + count; j++) {
      for (int i = lane; i < lane + active; i++) {
        float number = tile[j * lanes + i];
        if (number > largest[last + i]) {
          int at = last + i;
          for (; at >= lanes && number > largest[at - lanes]; at -= lanes) {
            largest[at] = largest[at - lanes];
            keys[at] = keys[at - lanes];
          }
          largest[at] = number;
          keys[at] = firstKey + j;
        }
      }
    }
  }

  @Override
  public void sumKeys(float[] weights, int lane, int active, int key, int count, float[] target) {
    Arrays.fill(target, lane, lane + active, 0);
    for (int j = key; j < key + count; j++) {
      for (int i = lane; i < lane + active; i++) {
        target[i] += weights[j * lanes + i];
      }
    }
  }

  @Override
  public void maximumOfKeys(
      float[] weights, int lane, int active, int key, int count, float[] target) {
    Arrays.fill(target, lane, lane + active, 0);
    for (int j = key; j < key + count; j++) {
      for (int i = lane; i < lane + active; i++) {
        target[i] = Math.max(target[i], weights[j * lanes + i]);
      }
    }
  }

  @Override
  public void sumQueries(float[] weights, int key, int count, float[] chosen, float[] target) {
    float[] sums = room(VIRTUAL);
    for (int j = key; j < key + count; j++) {
      Arrays.fill(sums, 0, VIRTUAL, 0);
      for (int i = 0; i < lanes; i++) {
        sums[i % VIRTUAL] += chosen[i] == 0 ? 0 : weights[j * lanes + i];
      }
      for (int distance = VIRTUAL / 2; distance > 0; distance /= 2) {
        for (int i = 0; i < distance; i++) {
          sums[i] += sums[i + distance];
        }
      }
      target[j] = sums[0];
    }
  }

  @Override
  public void distances(
      float[] weights, int lane, int active, int key, int count, int own, float[] target) {
    Arrays.fill(target, lane, lane + active, 0);
    for (int j = key; j < key + count; j++) {
      for (int i = lane; i < lane + active; i++) {
        target[i] = Math.fma(weights[j * lanes + i], Math.abs(own + i - j), target[i]);
      }
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
    for (int j = key; j < key + count; j++) {
      for (int i = lane; i < lane + active; i++) {
        float weight = weights[j * lanes + i];
        scaled[j * lanes + i] = weight == 0 ? 0 : weight * factors[from + j];
      }
    }
  }
}
