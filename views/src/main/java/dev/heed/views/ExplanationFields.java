package dev.heed.views;

import dev.heed.explain.BiasChange;
import dev.heed.explain.Explanation;
import dev.heed.explain.MaskVerdict;
import dev.heed.explain.OnlineTrace;
import dev.heed.explain.Pair;
import dev.heed.explain.PrecisionColumn;
import dev.heed.explain.PrecisionTable;
import dev.heed.explain.Product;
import dev.heed.explain.SoftmaxTrace;
import dev.heed.explain.ValueShare;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * An explanation as nested fields by name, for a document: maps, lists, tensors, texts, flags.
 *
 * @param table null where precisions were not asked for
 */
public record ExplanationFields(Explanation found, @Nullable PrecisionTable table) {
  private static final int[] ALONE = {};

  /** All numbers, texts and flags by name. */
  public Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("pair", pair());
    fields.put("dtype", found.computed().toString());
    fields.put("products", products());
    fields.put("score", number(found.score()));
    fields.put("scale", number(found.scale()));
    fields.put("scaled", number(found.scaled()));
    fields.put("softcap", number(found.softcap()));
    fields.put("capped", number(found.capped()));
    fields.put("biases", found.biases().stream().map(this::bias).toList());
    fields.put("biased", number(found.biased()));
    fields.put("masks", found.masks().stream().map(ExplanationFields::mask).toList());
    fields.put("left_out_by", found.leftOutBy());
    fields.put("attended", found.attended());
    fields.put("masked", number(found.masked()));
    fields.put("row", row());
    fields.put("difference", number(found.difference()));
    fields.put("power", number(found.power()));
    fields.put("weight", number(found.weight()));
    fields.put("rank", found.rank());
    fields.put("values", values());
    if (table != null) {
      fields.put("precision", precision(table));
    }
    return fields;
  }

  private Map<String, Object> pair() {
    Pair pair = found.pair();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("batch", pair.batch());
    fields.put("head", pair.head());
    fields.put("key_head", found.keyHead());
    fields.put("query", pair.query());
    fields.put("key", pair.key());
    return fields;
  }

  private Map<String, Object> products() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("q", numbers(found.products(), Product::query));
    fields.put("k", numbers(found.products(), Product::key));
    double[] exact = found.products().stream().mapToDouble(Product::product).toArray();
    fields.put("product", Tensor.of(exact, exact.length));
    fields.put("sum", numbers(found.products(), Product::sum));
    return fields;
  }

  private Map<String, Object> bias(BiasChange change) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", change.name());
    fields.put("before", number(change.before()));
    fields.put("after", number(change.after()));
    change.numbers().forEach((name, number) -> fields.put(name, number(number)));
    fields.put("leaves_out", change.leavesOut());
    return fields;
  }

  private static Map<String, Object> mask(MaskVerdict verdict) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", verdict.name());
    fields.put("leaves_out", verdict.leavesOut());
    fields.put("reason", verdict.reason());
    fields.putAll(verdict.numbers());
    return fields;
  }

  private Map<String, Object> row() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("keys", found.row().keys());
    fields.put("maximum", number(found.row().maximum()));
    fields.put("maximum_key", found.row().maximumKey());
    fields.put("sink", number(found.row().sink()));
    fields.put("sink_power", number(found.row().sinkPower()));
    fields.put("sum", number(found.row().sum()));
    fields.put("log_sum_exp", number(found.row().logSumExp()));
    return fields;
  }

  private Map<String, Object> values() {
    List<ValueShare.Column> columns = found.values().columns();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("v", numbers(columns, ValueShare.Column::value));
    fields.put("weighted", numbers(columns, ValueShare.Column::weighted));
    fields.put("output", numbers(columns, ValueShare.Column::output));
    double[] fractions = columns.stream().mapToDouble(ValueShare.Column::fraction).toArray();
    fields.put("fraction", Tensor.of(fractions, fractions.length));
    fields.put("share", found.values().share());
    return fields;
  }

  private static Map<String, Object> precision(PrecisionTable table) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("keys", tensor(table.keys().stream().map(Integer::doubleValue).toList()));
    fields.put("place", table.place());
    for (PrecisionColumn column : table.columns()) {
      Map<String, Object> numbers = new LinkedHashMap<>();
      numbers.put("score", column.score());
      numbers.put("scaled", column.scaled());
      numbers.put("capped", column.capped());
      numbers.put("biased", column.biased());
      numbers.put("scores", tensor(column.scores()));
      numbers.put("plain", trace(column.plain()));
      numbers.put("stable", trace(column.stable()));
      numbers.put("online", online(column.online()));
      fields.put(column.rounding().toString(), numbers);
    }
    return fields;
  }

  private static Map<String, Object> trace(SoftmaxTrace trace) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("maximum", trace.maximum());
    fields.put("powers", tensor(trace.powers()));
    fields.put("sum", trace.sum());
    fields.put("weights", tensor(trace.weights()));
    return fields;
  }

  private static Map<String, Object> online(OnlineTrace trace) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("maximum", tensor(trace.steps().stream().map(OnlineTrace.Step::maximum).toList()));
    fields.put("rescale", tensor(trace.steps().stream().map(OnlineTrace.Step::rescale).toList()));
    fields.put("sum", tensor(trace.steps().stream().map(OnlineTrace.Step::sum).toList()));
    fields.put("weights", tensor(trace.weights()));
    return fields;
  }

  private Tensor number(double number) {
    return Tensor.of(new double[] {number}, ALONE).to(found.computed());
  }

  private <T> Tensor numbers(List<T> rows, ToDoubleFunction<T> number) {
    double[] numbers = rows.stream().mapToDouble(number).toArray();
    return Tensor.of(numbers, numbers.length).to(found.computed());
  }

  private static Tensor tensor(List<Double> numbers) {
    double[] array = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    return Tensor.of(array, array.length);
  }
}
