package dev.heed.benchmarks;

import static dev.heed.benchmarks.results.Figures.number;

import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.results.Results;
import dev.heed.meter.AttentionShape;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * The run in four numbers: geometric means of the speed-up over the best peer of each case, on all
 * thread counts; and of the percentage of the peak over full shapes, one thread, L ≥ 512, D ≥ 64.
 */
record Summary(
    OptionalDouble full, OptionalDouble causal, OptionalDouble decode, OptionalDouble percent) {

  static Summary of(Suite suite, Results results) {
    List<Attend> squares =
        suite.of(Group.ATTENTION).stream()
            .map(Attend.class::cast)
            .filter(attend -> !attend.shape().equals(Suite.SMALL))
            .toList();
    return new Summary(
        speedUp(squares, attend -> attend.option() == CallOption.FULL, results),
        speedUp(squares, attend -> attend.option() == CallOption.CAUSAL, results),
        speedUp(suite.of(Group.DECODE), one -> true, results),
        Results.geometricMean(
            squares.stream()
                .filter(Summary::countsForPeak)
                .map(attend -> percentOfPeak(attend, results))
                .toList()));
  }

  private static boolean countsForPeak(Attend attend) {
    AttentionShape shape = attend.shape();
    return attend.option() == CallOption.FULL
        && attend.threads() == 1
        && shape.queries() >= 512
        && shape.depth() >= 64;
  }

  private static <C extends Case> OptionalDouble speedUp(
      List<C> cases, Predicate<C> chosen, Results results) {
    return Results.geometricMean(
        cases.stream().filter(chosen).map(one -> results.speedUpOverBest(one.id())).toList());
  }

  /** Percent of the float32 peak on as many threads that Heed reaches; empty if not measured. */
  static OptionalDouble percentOfPeak(Case one, Results results) {
    OptionalDouble peak = results.limit(Results.peakId(one.threads()));
    return peak.isEmpty() || results.heed(one.id()).isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            100e-9 * one.flops() / results.heed(one.id()).get().median() / peak.getAsDouble());
  }

  /** One line, the last that {@code benchmarks/run} prints. */
  @Override
  public String toString() {
    return "geomean speed-up over the best peer: %s (full), %s (causal), %s (decode); percent of peak: %s"
        .formatted(
            number("%.2f", full),
            number("%.2f", causal),
            number("%.2f", decode),
            number("%.1f", percent));
  }
}
