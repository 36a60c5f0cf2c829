package dev.heed.explorer.api;

import dev.heed.inspection.HeadSummary;
import dev.heed.views.HeadMeasure;
import dev.heed.views.LayerHead;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a head does, as JSON has it. */
final class SummaryFields {
  private SummaryFields() {}

  /** A number for each measure; null where it has none. */
  static Map<String, @Nullable Object> of(HeadSummary summary) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    LayerHead head = new LayerHead(0, 0, summary, null);
    for (HeadMeasure measure : HeadMeasure.values()) {
      double number = measure.of(head);
      fields.put(measure.title(), Double.isFinite(number) ? number : null);
    }
    return fields;
  }

  /** What a measure is. */
  static Map<String, Object> of(HeadMeasure measure) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", measure.title());
    fields.put("unit", measure.unit());
    fields.put("meaning", measure.meaning());
    return fields;
  }
}
