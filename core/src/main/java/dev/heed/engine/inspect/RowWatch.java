package dev.heed.engine.inspect;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.tile.OnlineSoftmax;
import dev.heed.engine.tile.SoftmaxWatch;
import dev.heed.inspection.Inspection;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.RowKernels;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of the rows of a tile of queries in one pass over their keys: maximum, sum in
 * float64, entropy, distance, masses, top keys. One thread's own.
 */
final class RowWatch<A> implements SoftmaxWatch<A> {
  private final Call call;
  private final InspectionRules rules;
  private final Kernels<A> kernels;
  private final RowKernels<A> rows;
  private final int lanes;
  private final A before;
  private final A tileSums;
  private final double[] masses;
  private final double[] moments;
  private final double[] distances;
  private final double[] factors;
  private final SetMasses<A> sets;
  private final @Nullable TopLists<A> top;
  private final @Nullable TopLists<A> valueTop;
  private final ValueNorms<A> norms;
  private final A ranked;
  private final A cell;

  RowWatch(Call call, InspectionRules rules, ValueNorms<A> norms, Kernels<A> kernels) {
    this.call = call;
    this.rules = rules;
    this.norms = norms;
    this.kernels = kernels;
    this.rows = kernels.rows();
    this.lanes = kernels.attention().lanes();
    this.before = rows.allocate(lanes);
    this.tileSums = rows.allocate(lanes);
    this.masses = new double[lanes];
    this.moments = new double[lanes];
    this.distances = new double[lanes];
    this.factors = new double[lanes];
    Inspection asked = rules.inspection();
    this.sets = new SetMasses<>(kernels, call.sequences(), List.copyOf(asked.masses().values()));
    boolean lists = rules.topKeys() > 0;
    this.top = lists ? new TopLists<>(kernels, rules.topKeys()) : null;
    this.valueTop =
        lists && rules.valueWeighted() ? new TopLists<>(kernels, rules.topKeys()) : null;
    this.ranked = rows.allocate(valueTop == null ? 0 : lanes * Partition.KEY_TILE);
    this.cell = rows.allocate(1);
  }

  /** Begins with a tile of queries that has seen no keys. */
  void clear() {
    Arrays.fill(masses, 0);
    Arrays.fill(moments, 0);
    Arrays.fill(distances, 0);
    sets.clear();
    if (top != null) {
      top.clear();
    }
    if (valueTop != null) {
      valueTop.clear();
    }
  }

  @Override
  public void beforeStep(OnlineSoftmax<A> softmax) {
    System.arraycopy(softmax.maximum(), 0, before, 0, lanes);
    if (top != null) {
      top.offer(softmax.bands(), softmax.key(), softmax.scores());
    }
    if (valueTop != null) {
      // ln(w·‖v‖) is the score and ln ‖v‖, but for what is the same for all keys of a row.
      int count = softmax.count();
      System.arraycopy(softmax.scores(), 0, ranked, 0, count * lanes);
      int active = softmax.active();
      kernels
          .scores()
          .addBias(norms.logarithms(), softmax.key(), 1, 0, count, active, lanes, ranked);
      valueTop.offer(softmax.bands(), softmax.key(), ranked);
    }
  }

  @Override
  public void afterStep(OnlineSoftmax<A> softmax) {
    int active = softmax.active();
    kernels
        .sums()
        .carry(
            softmax.mass(),
            softmax.moment(),
            before,
            softmax.maximum(),
            softmax.rescale(),
            active,
            masses,
            moments);
    if (rules.inspection().distance() != null) {
      takeDistances(softmax);
    }
    if (!sets.isEmpty()) {
      softmax.bands().clearOutside(rows, lanes, active, softmax.count(), softmax.scores());
      sets.take(softmax);
    }
  }

  private void takeDistances(OnlineSoftmax<A> softmax) {
    kernels.sums().rescale(softmax.rescale(), softmax.active(), distances, 0);
    Inspection.Distance distance = rules.inspection().distance();
    if (distance == null) {
      return;
    }
    int own =
        softmax.first()
            + call.sequences().shift(distance.corner(), softmax.sequence())
            - softmax.key();
    for (int n = 0; n < softmax.bands().size(); n++) {
      int lane = softmax.bands().lane(n);
      int width = softmax.bands().lanes(n);
      int key = softmax.bands().key(n);
      int keys = softmax.bands().keys(n);
      kernels.inspection().distances(softmax.scores(), lane, width, key, keys, own, tileSums);
      kernels.sums().addTo(tileSums, lane, width, distances, lane);
    }
  }

  /**
   * Writes what was found of the rows.
   *
   * @param factor gets what each row's weights are multiplied with, relative to its maximum: 0 for
   *     a row without keys, NaN for one that is not defined
   * @return whether one is NaN
   */
  boolean finish(OnlineSoftmax<A> softmax, Answers answers, A factor) {
    boolean[] left = softmax.anyEmpty() ? softmax.leavesAny() : null;
    double sink = call.sink(softmax.head());
    boolean undefined = false;
    for (int i = 0; i < softmax.active(); i++) {
      double largest = rows.get(softmax.maximum(), i);
      boolean leaves = left == null || left[i];
      double all = masses[i] + StrictMath.exp(sink - largest);
      double inverse = all == 0 ? Double.NaN : 1 / all;
      factors[i] = leaves ? inverse : 0;
      rows.set(factor, i, factors[i]);
      undefined |= Double.isNaN(factors[i]);
      long row = call.row(softmax.sequence(), softmax.head(), softmax.first() + i);
      boolean none = !leaves || all == 0;
      // What the largest score is beside one that is NaN depends on the set of kernels.
      double maximum = Double.isNaN(all) ? Double.NaN : largest;
      answers.setMaximum(row, none ? Double.NEGATIVE_INFINITY : maximum);
      writeRow(answers, row, i, all);
      if (top != null) {
        writeTop(softmax, top, answers.top(false), row, i);
      }
      if (valueTop != null) {
        writeTop(softmax, valueTop, answers.top(true), row, i);
      }
    }
    return undefined;
  }

  private void writeRow(Answers answers, long row, int i, double all) {
    double factor = factors[i];
    if (rules.inspection().entropy()) {
      // −Σ w·ln w, where w = exp(x)/all and so ln w = x − ln all.
      double entropy = (masses[i] * StrictMath.log(all) - moments[i]) * factor;
      answers.setEntropy(row, factor == 0 ? 0 : Math.max(0, entropy));
    }
    if (rules.inspection().distance() != null) {
      answers.setDistance(row, factor == 0 ? 0 : distances[i] * factor);
    }
    for (int n = 0; n < rules.inspection().masses().size(); n++) {
      answers.setMass(n, row, factor == 0 ? 0 : sets.sum(n, i) * factor);
    }
  }

  /** Plain weights have the bits that a block of them has. */
  private void writeTop(
      OnlineSoftmax<A> softmax, TopLists<A> lists, Answers.Top answers, long row, int i) {
    int keyStart = call.sequences().keyStart(softmax.sequence());
    rows.set(cell, 0, factors[i]);
    double scale = rows.get(cell, 0);
    for (int place = 0; place < rules.topKeys(); place++) {
      int key = lists.key(i, place);
      if (Double.isNaN(scale) || key < 0) {
        answers.set(row, place, Double.isNaN(scale) ? Double.NaN : 0, -1);
      } else {
        boolean valued = answers.isValueWeighted();
        double score = lists.rank(i, place) - (valued ? norms.logarithm(key) : 0);
        rows.set(cell, 0, score - rows.get(softmax.maximum(), i));
        rows.set(cell, 0, rows.exp(Math.min(0, rows.get(cell, 0))) * scale);
        double weight = rows.get(cell, 0);
        answers.set(row, place, weight * (valued ? norms.norm(key) : 1), keyStart + key);
      }
    }
  }
}
