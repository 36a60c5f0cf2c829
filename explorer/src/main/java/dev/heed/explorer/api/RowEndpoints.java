package dev.heed.explorer.api;

import dev.heed.explain.QueryRow;
import dev.heed.explorer.subject.Head;
import dev.heed.explorer.subject.LayerAttention;
import dev.heed.explorer.subject.Subject;
import dev.heed.inspection.Block;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.RowNorms;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is asked of one query of a head. */
final class RowEndpoints {
  private static final int TOP = 32;
  private static final int MOST_TOP = 256;

  private final SubjectLookup lookup;

  RowEndpoints(SubjectLookup lookup) {
    this.lookup = lookup;
  }

  /**
   * A query's row.
   *
   * @param weights {@code [S]}
   * @param valued weights times ‖v‖, {@code [S]}
   * @param scores after masks, {@code [S]}; null of a mean
   * @param keyNorms {@code [S]}; null of a mean
   */
  private record Row(
      Tensor weights,
      Tensor valued,
      @Nullable Tensor scores,
      @Nullable Tensor keyNorms,
      InspectionResult result) {}

  /** {@code GET …/rows/{query}}. */
  Reply row(Call call) {
    call.query().allow(Set.of("top"));
    Subject subject = lookup.subject(call);
    int top = call.query().number("top", TOP, 1, MOST_TOP);
    int query = call.index("query", subject.sizes().queries());
    Row row = row(call, subject, query);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("query", query);
    fields.put("keys", subject.sizes().keys());
    fields.put("entropy", Objects.requireNonNull(row.result.entropy()).select(0, query));
    fields.put("logSumExp", number(row.result.logSumExp(), query));
    fields.put("maximum", number(row.result.rowMaximum(), query));
    fields.put("kept", kept(row));
    fields.put("top", top(row, top));
    return Reply.json(fields).lasting();
  }

  /** {@code GET …/rows/{query}/weights}. */
  Reply weights(Call call) {
    call.query().allow(Set.of("from", "of"));
    Subject subject = lookup.subject(call);
    int query = call.index("query", subject.sizes().queries());
    boolean valued = call.query().choice("from", "weights", "values").equals("values");
    boolean scores = call.query().choice("of", "weights", "scores").equals("scores");
    if (scores && (valued || SubjectLookup.isMean(call))) {
      throw new ProblemException(
          Problem.unfit("scores are those of one head, and have no values in them"));
    }
    Row row = row(call, subject, query);
    Tensor asked = scores ? Objects.requireNonNull(row.scores) : valued ? row.valued : row.weights;
    return Reply.numbers(List.of(asked), asked.size(0));
  }

  private Row row(Call call, Subject subject, int query) {
    Inspection asked =
        Inspection.none()
            .withEntropy()
            .withBlock(Block.rows(query, query + 1))
            .withValueWeights()
            .onlyQueries(query, query + 1);
    if (SubjectLookup.isMean(call)) {
      InspectionResult result = lookup.matrix(call, subject).inspect(asked);
      return new Row(block(result), valued(result), null, null, result);
    }
    LayerAttention layer = lookup.layer(call, subject);
    int head = lookup.head(call, subject);
    QueryRow exact = layer.row(head, query);
    Head one = layer.head(head);
    InspectionResult result = one.inspect(asked);
    Tensor keys = layer.arrays().key().select(0, layer.keyHead(head));
    return new Row(exact.weights(), valued(result), exact.masked(), RowNorms.of(keys), result);
  }

  /** How many keys are left to the query, and from which to which they lie. */
  private static Map<String, @Nullable Object> kept(Row row) {
    int[] kept = IntStream.range(0, row.weights.size(0)).filter(key -> isLeft(row, key)).toArray();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("count", kept.length);
    fields.put("first", kept.length == 0 ? null : kept[0]);
    fields.put("last", kept.length == 0 ? null : kept[kept.length - 1]);
    return fields;
  }

  private static boolean isLeft(Row row, int key) {
    return row.scores == null || row.scores.get(key) != Double.NEGATIVE_INFINITY;
  }

  private static Tensor block(InspectionResult result) {
    return result.weights().blocks().getFirst().select(0, 0);
  }

  private static Tensor valued(InspectionResult result) {
    return Objects.requireNonNull(result.valueWeighted()).blocks().getFirst().select(0, 0);
  }

  /** Keys by weight, of equal ones the lower first; those that are left out come last. */
  private static List<Map<String, @Nullable Object>> top(Row row, int count) {
    double[] weights = row.weights.toDoubleArray();
    double[] scores = row.scores == null ? weights : row.scores.toDoubleArray();
    Comparator<Integer> order =
        Comparator.<Integer>comparingInt(key -> Double.isNaN(weights[key]) ? 1 : 0)
            .thenComparing(Comparator.<Integer>comparingDouble(key -> -weights[key]))
            .thenComparing(Comparator.<Integer>comparingDouble(key -> -scores[key]))
            .thenComparing(Comparator.naturalOrder());
    List<Integer> keys =
        IntStream.range(0, weights.length).boxed().sorted(order).limit(count).toList();
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (int key : keys) {
      list.add(key(row, key, list.size() + 1));
    }
    return list;
  }

  private static Map<String, @Nullable Object> key(Row row, int key, int rank) {
    boolean left = isLeft(row, key);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("key", key);
    fields.put("weight", number(row.weights, key));
    fields.put("score", row.scores == null ? null : number(row.scores, key));
    fields.put("rank", left ? rank : 0);
    fields.put("valueWeight", number(row.valued, key));
    fields.put("keyNorm", row.keyNorms == null ? null : row.keyNorms.get(key));
    fields.put("left", left);
    return fields;
  }

  /** A number that is written as its dtype has it. */
  private static Tensor number(Tensor row, int place) {
    return row.select(0, place);
  }
}
