package dev.heed.explorer.subject;

import dev.heed.execution.Execution;
import dev.heed.multihead.NamedInputs;
import dev.heed.multihead.Projected;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;

/**
 * Arrays that somebody posted: Q, K, V; or X with W_Q, W_K, W_V; or X alone.
 *
 * @param source what they came in, for titles and errors: a file's name, or {@code arrays}
 * @param given the arrays by name
 * @param options how attention is computed of them
 */
public record ArrayRequest(String source, Map<String, Tensor> given, AttentionOptions options) {
  /** Most queries, and most keys. */
  public static final int MOST_ROWS = 65_536;

  /** Most heads of all layers together. */
  public static final int MOST_HEADS = 4096;

  /** Most columns of a query or a value. */
  public static final int MOST_COLUMNS = 8192;

  /** What tells this request from others; see {@link Subject#id()}. */
  public String id() {
    SubjectId id = new SubjectId("arrays").text(options.toString());
    new TreeMap<>(given).forEach((name, array) -> id.text(name).tensor(array));
    if (options.painted() != null) {
      id.tensor(options.painted());
    }
    return id.toString();
  }

  /**
   * Checks everything, and computes one row to be sure of it.
   *
   * @throws IllegalArgumentException if something does not fit, naming the numbers and the rule
   */
  public ArraySubject subject(Execution execution) {
    NamedInputs inputs = new NamedInputs(source, given);
    DType computed = inputs.computed(options.dtype());
    Projected arrays = inputs.projected(computed);
    int keyHeads = options.keyHeads() == 0 ? options.heads() : options.keyHeads();
    Tensor query = withAxes("Q", arrays.query(), options.heads());
    Tensor key = withAxes("K", arrays.key(), keyHeads);
    Tensor value = withAxes("V", arrays.value(), keyHeads);
    check(query, key, value);
    String title =
        "%s: Q %s, K %s, V %s"
            .formatted(
                source, arrays.query().shape(), arrays.key().shape(), arrays.value().shape());
    ArraySubject subject =
        new ArraySubject(id(), title, given, options, new Projected(query, key, value));
    for (int layer = 0; layer < query.size(0); layer++) {
      LayerAttention one = subject.layer(layer, execution);
      one.row(0, 0);
    }
    return subject;
  }

  /** The same with axes of layers and heads. */
  private static Tensor withAxes(String name, Tensor array, int heads) {
    if (array.rank() < 2 || array.rank() > 4) {
      throw new IllegalArgumentException(
          "%s %s: rows and columns, and before them heads, and entries of a batch"
              .formatted(name, array.shape()));
    }
    Tensor split = array;
    if (heads > 0) {
      if (array.rank() == 4) {
        throw new IllegalArgumentException(
            "%s %s has heads already: it is not split into %d"
                .formatted(name, array.shape(), heads));
      }
      if (array.size(-1) % heads != 0) {
        throw new IllegalArgumentException(
            "%s %s into %d heads: its columns are a multiple of the heads"
                .formatted(name, array.shape(), heads));
      }
      split = array.splitHeads(heads);
    }
    while (split.rank() < 4) {
      split = split.unsqueeze();
    }
    return split;
  }

  private void check(Tensor query, Tensor key, Tensor value) {
    requireSize("queries", query.size(2), MOST_ROWS);
    requireSize("keys", key.size(2), MOST_ROWS);
    requireSize("columns of a query", query.size(3), MOST_COLUMNS);
    requireSize("columns of a value", value.size(3), MOST_COLUMNS);
    requireSize("heads", query.size(1), MOST_HEADS);
    requireSize("entries of the batch", query.size(0), MOST_HEADS / query.size(1));
    if (key.size(0) != query.size(0) || value.size(0) != query.size(0)) {
      throw new IllegalArgumentException(
          "entries of the batch: %d of Q, %d of K, %d of V: there are as many of each"
              .formatted(query.size(0), key.size(0), value.size(0)));
    }
    Tensor painted = options.painted();
    if (painted != null && !painted.shape().equals(Shape.of(query.size(2), key.size(2)))) {
      throw new IllegalArgumentException(
          "mask %s for %d queries and %d keys: it has a flag for each pair"
              .formatted(painted.shape(), query.size(2), key.size(2)));
    }
    if (!options.lengths().isEmpty() && options.lengths().size() != query.size(0)) {
      throw new IllegalArgumentException(
          "%d lengths for %d entries of the batch: one for each"
              .formatted(options.lengths().size(), query.size(0)));
    }
  }

  private static void requireSize(String what, int size, int most) {
    if (size < 1 || size > most) {
      throw new IllegalArgumentException(
          "%d %s: at least 1, and here at most %d".formatted(size, what, most));
    }
  }
}
