package dev.heed.explorer.api;

import dev.heed.attention.Steps;
import dev.heed.explorer.subject.LayerAttention;
import dev.heed.explorer.subject.SingleHead;
import dev.heed.explorer.subject.Subject;
import dev.heed.inspection.CellValue;
import dev.heed.inspection.Findings;
import dev.heed.inspection.HeadSummary;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.tensor.Tensor;
import dev.heed.views.HeadMeasure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked of a subject as a whole. */
final class SubjectEndpoints {
  private static final int MOST_CELLS = 128;
  private static final int CELLS = 32;
  private static final int MOST_MAP_NUMBERS = 1 << 22;
  private static final int MOST_STEP_SCORES = 4096;

  private final SubjectLookup lookup;

  SubjectEndpoints(SubjectLookup lookup) {
    this.lookup = lookup;
  }

  /** {@code GET /subjects/{id}}. */
  Reply subject(Call call) {
    call.query().allow(Set.of());
    return Reply.json(SubjectFields.of(lookup.subject(call))).lasting();
  }

  /** {@code GET /subjects/{id}/heads}; measures are of plain weights, whatever maps show. */
  Reply heads(Call call) {
    call.query().allow(Set.of("from"));
    call.query().choice("from", "weights", "values");
    Subject subject = lookup.subject(call);
    List<List<Map<String, @Nullable Object>>> layers = new ArrayList<>();
    for (LayerAttention layer : SubjectLookup.layers(subject, call.execution())) {
      layers.add(summaries(subject, layer).stream().map(SummaryFields::of).toList());
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("measures", Arrays.stream(HeadMeasure.values()).map(SummaryFields::of).toList());
    fields.put("heads", layers);
    return Reply.json(fields).lasting();
  }

  private static List<HeadSummary> summaries(Subject subject, LayerAttention layer) {
    int[] tokens = subject.tokens();
    if (subject.sizes().isSquare()) {
      return HeadSummary.of(layer.inspect(HeadSummary.inspection(tokens)), tokens);
    }
    return HeadSummary.withoutPositions(layer.inspect(HeadSummary.inspectionWithoutPositions()));
  }

  /** {@code GET /subjects/{id}/maps}. */
  Reply maps(Call call) {
    call.query().allow(Set.of("cells", "from", "value"));
    Subject subject = lookup.subject(call);
    Subject.Sizes sizes = subject.sizes();
    int cells = call.query().number("cells", CELLS, 1, MOST_CELLS);
    cells = Math.min(cells, Math.min(sizes.queries(), sizes.keys()));
    if ((long) sizes.layers() * sizes.heads() * cells * cells > MOST_MAP_NUMBERS) {
      throw new ProblemException(
          Problem.unfit(
              "%d × %d heads with a map of %d × %d each: at most %d numbers at a time"
                  .formatted(sizes.layers(), sizes.heads(), cells, cells, MOST_MAP_NUMBERS)));
    }
    Inspection asked = weighed(call, Inspection.none().withMap(cells, cellValue(call)));
    List<Tensor> maps = new ArrayList<>();
    for (LayerAttention layer : SubjectLookup.layers(subject, call.execution())) {
      maps.add(Objects.requireNonNull(findings(call, layer.inspect(asked)).map()));
    }
    return Reply.numbers(maps, sizes.layers(), sizes.heads(), cells, cells);
  }

  /** {@code GET /subjects/{id}/steps}. */
  Reply steps(Call call) {
    call.query().allow(Set.of("layer", "head"));
    Subject subject = lookup.subject(call);
    Subject.Sizes sizes = subject.sizes();
    int layer = call.query().number("layer", 0, 0, sizes.layers() - 1);
    int head = call.query().number("head", 0, 0, sizes.heads() - 1);
    if ((long) sizes.queries() * sizes.keys() > MOST_STEP_SCORES) {
      throw new ProblemException(
          Problem.unfit(
              "%d queries and %d keys: steps are sent of up to %d scores"
                  .formatted(sizes.queries(), sizes.keys(), MOST_STEP_SCORES)));
    }
    SingleHead one = subject.layer(layer, call.execution()).head(head);
    Steps steps = one.steps();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("layer", layer);
    fields.put("head", head);
    fields.put("scale", steps.scale());
    fields.put("dtype", subject.dtype().toString());
    named(steps).forEach((name, matrix) -> fields.put(name, matrix(matrix)));
    return Reply.json(fields).lasting();
  }

  private static Map<String, Tensor> named(Steps steps) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    named.put("Q", steps.query());
    named.put("K", steps.key());
    named.put("V", steps.value());
    named.put("scores", steps.scores());
    named.put("scaled", steps.scaled());
    named.put("capped", steps.capped());
    named.put("biased", steps.biased());
    named.put("masked", steps.masked());
    named.put("rowMaximum", steps.rowMaximum());
    named.put("rowSum", steps.rowSum());
    named.put("weights", steps.weights());
    named.put("logSumExp", steps.logSumExp());
    named.put("output", steps.output());
    return named;
  }

  private static Map<String, Object> matrix(Tensor matrix) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("shape", Arrays.stream(matrix.shape().sizes()).boxed().toList());
    fields.put("values", matrix);
    return fields;
  }

  /** What a cell of a map is to say. */
  static CellValue cellValue(Call call) {
    return call.query().choice("value", "mean", "maximum").equals("mean")
        ? CellValue.MEAN
        : CellValue.MAXIMUM;
  }

  /** The inspection with weights times ‖v‖ where those are asked for. */
  static Inspection weighed(Call call, Inspection asked) {
    return isValued(call) ? asked.withValueWeights() : asked;
  }

  /** The findings that are asked for. */
  static Findings findings(Call call, InspectionResult result) {
    return isValued(call) ? Objects.requireNonNull(result.valueWeighted()) : result.weights();
  }

  private static boolean isValued(Call call) {
    return call.query().choice("from", "weights", "values").equals("values");
  }
}
