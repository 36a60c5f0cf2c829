package dev.heed.explorer.api;

import dev.heed.explain.Explanation;
import dev.heed.explain.PrecisionTable;
import dev.heed.explain.ValueShare;
import dev.heed.explorer.subject.LayerAttention;
import dev.heed.explorer.subject.Subject;
import dev.heed.explorer.subject.TextSubject;
import dev.heed.layers.Linear;
import dev.heed.tensor.Tensor;
import dev.heed.views.ExplanationFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One query and one key of a head, step by step. */
final class PairEndpoints {
  private final SubjectLookup lookup;

  PairEndpoints(SubjectLookup lookup) {
    this.lookup = lookup;
  }

  /** {@code GET …/pairs/{query}/{key}}. */
  Reply pair(Call call) {
    call.query().allow(Set.of("precision"));
    boolean precise = call.query().choice("precision", "false", "true").equals("true");
    Subject subject = lookup.subject(call);
    LayerAttention layer = lookup.layer(call, subject);
    int head = lookup.head(call, subject);
    int query = call.index("query", subject.sizes().queries());
    int key = call.index("key", subject.sizes().keys());
    Explanation found = layer.explain(head, query, key);
    PrecisionTable table = precise ? layer.precisions(head, query, key) : null;
    Map<String, @Nullable Object> fields =
        new LinkedHashMap<>(new ExplanationFields(found, table).fields());
    if (subject instanceof TextSubject text) {
      int number = call.index("layer", subject.sizes().layers());
      fields.put("merge", merge(text.encoded().merging(number), layer, found));
    }
    return Reply.json(fields).lasting();
  }

  /** What becomes of the query's heads in W_O, and of this key's part of one of them. */
  private static Map<String, Object> merge(Linear map, LayerAttention layer, Explanation found) {
    Tensor outputs = layer.outputs(found.pair().query());
    List<ValueShare.Column> columns = found.values().columns();
    int start = found.pair().head() * columns.size();
    float[] concat = outputs.toFloatArray();
    float[] part = new float[concat.length];
    for (int d = 0; d < columns.size(); d++) {
      part[start + d] = (float) columns.get(d).weighted();
    }
    Tensor row = Tensor.of(concat, 1, concat.length);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("concat", row.select(0, 0));
    fields.put("start", start);
    fields.put("bias", map.bias());
    fields.put("merged", map.apply(row).select(0, 0));
    fields.put("share", map.withoutBias().apply(Tensor.of(part, 1, part.length)).select(0, 0));
    return fields;
  }
}
