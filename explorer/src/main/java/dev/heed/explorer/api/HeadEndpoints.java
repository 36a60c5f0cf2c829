package dev.heed.explorer.api;

import dev.heed.explorer.subject.Head;
import dev.heed.explorer.subject.LayerAttention;
import dev.heed.explorer.subject.SingleHead;
import dev.heed.explorer.subject.Subject;
import dev.heed.inspection.Block;
import dev.heed.inspection.HeadSummary;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.RowNorms;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked of one head as a whole, or of the mean of several. */
final class HeadEndpoints {
  private static final int MOST_CELLS = 1024;
  private static final int CELLS = 256;

  private final SubjectLookup lookup;

  HeadEndpoints(SubjectLookup lookup) {
    this.lookup = lookup;
  }

  /** {@code GET …/heads/{layer}/{head}}. */
  Reply head(Call call) {
    call.query().allow(Set.of());
    Subject subject = lookup.subject(call);
    return Reply.json(SubjectLookup.isMean(call) ? mean(call, subject) : single(call, subject))
        .lasting();
  }

  private Map<String, @Nullable Object> single(Call call, Subject subject) {
    LayerAttention layer = lookup.layer(call, subject);
    int number = lookup.head(call, subject);
    SingleHead head = layer.head(number);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("layer", call.index("layer", subject.sizes().layers()));
    fields.put("head", number);
    fields.put("keyHead", layer.keyHead(number));
    fields.put("scale", layer.explain(number, 0, 0).scale());
    if (subject.sizes().isSquare()) {
      int[] tokens = subject.tokens();
      var found = head.summarise(HeadSummary.inspection(tokens).withReceived(), tokens);
      fields.put("summary", SummaryFields.of(found.summary()));
      putRows(fields, found.result());
    } else {
      fields.put("summary", null);
      putRows(fields, head.inspect(Inspection.none().withEntropy().withReceived()));
    }
    fields.put("queryNorms", RowNorms.of(head.query()));
    fields.put("keyNorms", RowNorms.of(head.key()));
    fields.put("valueNorms", RowNorms.of(head.value()));
    return fields;
  }

  private Map<String, @Nullable Object> mean(Call call, Subject subject) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("layer", place(call, "layer", subject.sizes().layers()));
    fields.put("head", place(call, "head", subject.sizes().heads()));
    fields.put("keyHead", null);
    fields.put("scale", null);
    fields.put("summary", null);
    Head head = lookup.matrix(call, subject);
    putRows(fields, head.inspect(Inspection.none().withEntropy().withDistance().withReceived()));
    fields.put("queryNorms", null);
    fields.put("keyNorms", null);
    fields.put("valueNorms", null);
    return fields;
  }

  private static Object place(Call call, String name, int count) {
    return call.part(name).equals(SubjectLookup.MEAN)
        ? SubjectLookup.MEAN
        : call.index(name, count);
  }

  private static void putRows(Map<String, @Nullable Object> fields, InspectionResult result) {
    fields.put("entropy", result.entropy());
    fields.put("distance", result.distance());
    fields.put("received", result.weights().received());
    fields.put("logSumExp", result.logSumExp());
  }

  /** {@code GET …/heads/{layer}/{head}/map}. */
  Reply map(Call call) {
    call.query().allow(Set.of("cells", "from", "value", "q0", "q1", "k0", "k1"));
    Subject subject = lookup.subject(call);
    int cells = call.query().number("cells", CELLS, 1, MOST_CELLS);
    Block region = region(call, subject.sizes());
    Inspection map =
        Inspection.none()
            .withMap(cells, SubjectEndpoints.cellValue(call), region)
            .onlyQueries(region.firstQuery(), region.endQuery());
    InspectionResult result =
        lookup.matrix(call, subject).inspect(SubjectEndpoints.weighed(call, map));
    Tensor found = Objects.requireNonNull(SubjectEndpoints.findings(call, result).map());
    return Reply.numbers(List.of(found), found.size(0), found.size(1));
  }

  /** The part of the matrix that is asked for; all of it where none is. */
  static Block region(Call call, Subject.Sizes sizes) {
    Parameters query = call.query();
    int firstQuery = query.number("q0", 0, 0, sizes.queries() - 1);
    int endQuery = query.number("q1", sizes.queries(), firstQuery + 1, sizes.queries());
    int firstKey = query.number("k0", 0, 0, sizes.keys() - 1);
    int endKey = query.number("k1", sizes.keys(), firstKey + 1, sizes.keys());
    return new Block(firstQuery, endQuery, firstKey, endKey);
  }
}
