package dev.heed.benchmarks.results;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.meter.Timing;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One engine's time of one case in one process.
 *
 * @param round from 1 on
 * @param engine its name
 * @param id of the case
 * @param timing in seconds, or in what a limit is in
 * @param scores that were really computed, or 0
 * @param problem why the time does not count; empty if it does
 */
public record Measured(
    int round, String engine, String id, Timing timing, double scores, String problem) {

  /** A number of another kind than a time, such as a limit of the machine. */
  public static Measured figure(int round, String engine, String id, double figure) {
    return new Measured(round, engine, id, Timing.of(figure), 0, "");
  }

  /** A case that has no time, and why. */
  public static Measured refused(int round, String engine, String id, String problem) {
    return new Measured(round, engine, id, Timing.of(0), 0, problem);
  }

  /** Whether nothing went wrong. */
  public boolean counts() {
    return problem.isEmpty();
  }

  /** As fields of JSON. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("round", round);
    fields.put("engine", engine);
    fields.put("case", id);
    fields.put("median", timing.median());
    fields.put("least", timing.least());
    fields.put("greatest", timing.greatest());
    fields.put("repeats", timing.repeats());
    fields.put("scores", scores);
    fields.put("problem", problem);
    return fields;
  }

  /** What {@link #fields} made. */
  public static Measured of(JsonFields fields) throws FileException {
    Timing timing =
        new Timing(
            fields.number("median"),
            fields.number("least"),
            fields.number("greatest"),
            fields.count("repeats"));
    return new Measured(
        fields.count("round"),
        fields.text("engine"),
        fields.text("case"),
        timing,
        fields.number("scores"),
        fields.text("problem"));
  }
}
