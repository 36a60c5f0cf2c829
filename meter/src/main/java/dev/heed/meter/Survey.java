package dev.heed.meter;

import dev.heed.execution.Execution;
import java.util.List;
import java.util.function.Consumer;

/**
 * A short look at one machine: its limits, and the speed of a few calls of attention beside them.
 *
 * @param limits of the machine
 * @param full each square shape of the plan
 * @param causal the same shapes with the causal mask
 * @param decode each call with a single query
 */
public record Survey(
    Limits limits,
    List<AttentionSpeed> full,
    List<AttentionSpeed> causal,
    List<AttentionSpeed> decode) {
  /** Four square shapes and one query on 16,384 keys: 10 to 20 seconds, up to 300 MiB. */
  public static final Plan SHORT =
      new Plan(
          List.of(
              AttentionShape.square(1, 8, 128, 64),
              AttentionShape.square(1, 8, 1024, 64),
              AttentionShape.square(1, 8, 1024, 128),
              AttentionShape.square(32, 12, 128, 32)),
          List.of(AttentionShape.decode(16, 16, 16_384, 64)),
          new Stopwatch(0.4, 0.3, 5));

  /** Copies the lists. */
  public Survey {
    full = List.copyOf(full);
    causal = List.copyOf(causal);
    decode = List.copyOf(decode);
  }

  /**
   * What a survey measures.
   *
   * @param squares shapes with as many keys as queries
   * @param decodes shapes with a single query
   * @param stopwatch how long and how often
   */
  public record Plan(
      List<AttentionShape> squares, List<AttentionShape> decodes, Stopwatch stopwatch) {
    /** Copies the lists. */
    public Plan {
      squares = List.copyOf(squares);
      decodes = List.copyOf(decodes);
    }
  }

  /**
   * Measures what {@code plan} says.
   *
   * @param progress told what is being measured
   */
  public static Survey run(Execution execution, Plan plan, Consumer<String> progress) {
    progress.accept("the machine");
    Limits limits = new LimitsMeter(execution).measure();
    progress.accept("the first calls");
    Stopwatch patient = plan.stopwatch().withWarmUp(4 * plan.stopwatch().warmUp());
    plan.squares().stream()
        .limit(1)
        .forEach(
            shape -> new AttentionMeter(execution, patient).time(new AttentionWork(shape, true)));
    AttentionMeter meter = new AttentionMeter(execution, plan.stopwatch());
    return new Survey(
        limits,
        speeds(plan.squares(), false, limits, meter, progress),
        speeds(plan.squares(), true, limits, meter, progress),
        speeds(plan.decodes(), false, limits, meter, progress));
  }

  private static List<AttentionSpeed> speeds(
      List<AttentionShape> shapes,
      boolean causal,
      Limits limits,
      AttentionMeter meter,
      Consumer<String> progress) {
    return shapes.stream()
        .map(shape -> {
          progress.accept(shape + (causal ? " causal" : ""));
          AttentionWork work = new AttentionWork(shape, causal);
          return new AttentionSpeed(work, meter.time(work), limits);
        })
        .toList();
  }
}
