package dev.heed.explorer.api;

import dev.heed.lessons.Comparison;
import dev.heed.lessons.Lesson;
import dev.heed.lessons.LessonInputs;
import dev.heed.lessons.LessonPart;
import dev.heed.lessons.LessonReport;
import dev.heed.lessons.Lessons;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The five tutorials. */
final class LessonEndpoints {
  /** {@code GET /lessons}. */
  Reply lessons(Call call) {
    call.query().allow(Set.of());
    return Reply.json(
        Map.of("lessons", Lessons.all().stream().map(LessonEndpoints::entry).toList()));
  }

  private static Map<String, Object> entry(Lesson lesson) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("number", lesson.number());
    fields.put("title", lesson.title());
    return fields;
  }

  /** {@code GET /lessons/{number}}. */
  Reply lesson(Call call) {
    call.query().allow(Set.of());
    String number = call.part("number");
    if (!number.matches("[1-" + Lessons.COUNT + "]")) {
      throw new ProblemException(
          Problem.absent(
              "lesson %s: they are numbered from 1 to %d"
                  .formatted(Parameters.shown(number), Lessons.COUNT)));
    }
    Lesson lesson = Lessons.of(Integer.parseInt(number));
    LessonReport report = lesson.replay();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("number", report.number());
    fields.put("title", report.title());
    fields.put("summary", report.summary());
    fields.put("parts", report.parts().stream().map(LessonEndpoints::part).toList());
    fields.put("arrays", lesson.inputs().arrays());
    fields.put("options", options(lesson.inputs()));
    return Reply.json(fields);
  }

  /** Options as they are posted with the arrays. */
  private static Map<String, Object> options(LessonInputs inputs) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (!inputs.scaled()) {
      fields.put("scale", "none");
    }
    if (inputs.causal()) {
      fields.put("causal", "top-left");
    }
    return fields;
  }

  private static Map<String, @Nullable Object> part(LessonPart part) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("heading", part.heading());
    fields.put("formula", part.formula());
    fields.put("words", part.words());
    fields.put("role", part.role().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    List<Integer> shape =
        part.matrix() == null
            ? null
            : Arrays.stream(part.matrix().shape().sizes()).boxed().toList();
    fields.put("shape", shape);
    fields.put("values", part.matrix());
    fields.put("comparison", part.comparison() == null ? null : comparison(part.comparison()));
    return fields;
  }

  private static Map<String, Object> comparison(Comparison comparison) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("agrees", comparison.agreed());
    fields.put(
        "detail",
        String.format(
            Locale.ROOT,
            "%d numbers as printed; greatest difference %.1e, limit %.1e",
            comparison.count(),
            comparison.greatestDifference(),
            comparison.limit()));
    fields.put("count", comparison.count());
    fields.put("greatestDifference", comparison.greatestDifference());
    fields.put("limit", comparison.limit());
    return fields;
  }
}
