package dev.heed.views.picture;

import dev.heed.tensor.Tensor;
import dev.heed.views.Labels;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Weights with the names of their queries and keys, and with what is known of them: which keys are
 * left out, and which positions stand apart.
 */
public final class AttentionMap {

  private final Tensor weights;
  private final Labels labels;
  private final @Nullable Tensor kept;
  private final IntPredicate apart;
  private final String rows;
  private final String columns;

  private AttentionMap(
      AttentionMap from, @Nullable Tensor kept, IntPredicate apart, String rows, String columns) {
    this.weights = from.weights;
    this.labels = from.labels;
    this.kept = kept;
    this.apart = apart;
    this.rows = rows;
    this.columns = columns;
  }

  private AttentionMap(Tensor weights, Labels labels) {
    this.weights = weights;
    this.labels = labels;
    this.kept = null;
    this.apart = position -> false;
    this.rows = "queries";
    this.columns = "keys";
  }

  /**
   * All keys kept as far as is known, no position apart.
   *
   * @param weights {@code [L, S]}; other numbers than weights will do, too
   * @throws IllegalArgumentException if the weights are no matrix or have no elements, or the
   *     labels do not fit
   */
  public static AttentionMap of(Tensor weights, Labels labels) {
    if (weights.rank() != 2 || weights.shape().elements() == 0) {
      throw new IllegalArgumentException(
          "weights of shape %s: a picture shows a matrix, [queries, keys], that has elements"
              .formatted(weights.shape()));
    }
    labels.requireSizes(weights.size(0), weights.size(1));
    return new AttentionMap(weights, labels);
  }

  /**
   * The same with knowledge of which keys each query sees: the others are drawn as left out, not as
   * 0.
   *
   * @param seen {@code [L, S]}, 0 or false where a key is left out
   * @throws IllegalArgumentException if its shape is not that of the weights
   */
  public AttentionMap withKept(Tensor seen) {
    if (!seen.shape().equals(weights.shape())) {
      throw new IllegalArgumentException(
          "kept keys of shape %s for weights of shape %s: they must be equal"
              .formatted(seen.shape(), weights.shape()));
    }
    return new AttentionMap(this, seen, apart, rows, columns);
  }

  /**
   * The same with a ramp that ends at the largest weight between two positions that do not stand
   * apart, so that a few large weights do not hide the differences among the rest; larger ones look
   * like it, and the legend says so.
   *
   * @param positions tells those that stand apart, as queries and as keys
   */
  public AttentionMap withApart(IntPredicate positions) {
    return new AttentionMap(this, kept, positions, rows, columns);
  }

  /** The same with other words than queries and keys for its rows and columns. */
  public AttentionMap withAxes(String rowsName, String columnsName) {
    return new AttentionMap(this, kept, apart, rowsName, columnsName);
  }

  /** What its rows are, {@code queries} unless said otherwise. */
  public String rows() {
    return rows;
  }

  /** What its columns are, {@code keys} unless said otherwise. */
  public String columns() {
    return columns;
  }

  /** L. */
  public int queries() {
    return weights.size(0);
  }

  /** S. */
  public int keys() {
    return weights.size(1);
  }

  /** The names. */
  public Labels labels() {
    return labels;
  }

  /** One weight. */
  public double weight(int query, int key) {
    return weights.get(query, key);
  }

  /** Whether the query sees the key, as far as is known. */
  public boolean isKept(int query, int key) {
    return kept == null || kept.get(query, key) != 0;
  }

  /** Which numbers the ramp's ends stand for. */
  public Range range() {
    double low = 0;
    double high = 0;
    double usual = 0;
    for (int query = 0; query < queries(); query++) {
      for (int key = 0; key < keys(); key++) {
        double weight = weight(query, key);
        if (isKept(query, key) && Double.isFinite(weight)) {
          low = Math.min(low, weight);
          high = Math.max(high, weight);
          usual = apart.test(query) || apart.test(key) ? usual : Math.max(usual, weight);
        }
      }
    }
    boolean capped = usual > 0 && usual < high;
    return new Range(low, capped ? usual : high, capped);
  }

  CellGrid grid() {
    double[][] numbers = new double[queries()][keys()];
    boolean[][] live = new boolean[queries()][keys()];
    for (int query = 0; query < queries(); query++) {
      for (int key = 0; key < keys(); key++) {
        numbers[query][key] = weight(query, key);
        live[query][key] = isKept(query, key);
      }
    }
    return new CellGrid(numbers, live, range());
  }
}
