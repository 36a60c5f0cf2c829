package dev.heed.benchmarks;

import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.Case.Inspected;
import dev.heed.benchmarks.Case.LongInspected;
import dev.heed.benchmarks.results.Figures;
import dev.heed.benchmarks.results.MarkdownTable;
import dev.heed.benchmarks.results.Results;
import dev.heed.meter.Timing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The tables of calls that are looked into. */
record InspectionReport(Suite suite, Results results) {
  /** A row for each kind of inspection of each call that was measured. */
  MarkdownTable calls() {
    MarkdownTable table =
        new MarkdownTable(
            3,
            List.of(
                "B,H,L,D",
                "mask",
                "asked for",
                "threads",
                "ms",
                "without",
                "ratio",
                "rounds",
                "goal",
                "reached"));
    for (Case one : suite.of(Group.INSPECTION)) {
      for (InspectionKind kind : InspectionKind.values()) {
        add(table, (Inspected) one, kind);
      }
    }
    return table;
  }

  private void add(MarkdownTable table, Inspected inspected, InspectionKind kind) {
    Optional<Timing> own = results.heed(inspected.id(kind));
    Optional<Timing> base = results.heed(inspected.baseId(kind));
    Optional<Timing> ratio = results.heed(inspected.ratioId(kind));
    if (own.isEmpty() || base.isEmpty() || ratio.isEmpty()) {
      return;
    }
    boolean promised = inspected.shape().equals(Suite.INSPECTED);
    OptionalDouble goal = promised ? kind.goal() : OptionalDouble.empty();
    table.add(
        List.of(
            inspected.shape().toString(),
            inspected.option().words(),
            kind.words(),
            Integer.toString(inspected.threads()),
            Figures.number("%.1f", 1e3 * own.get().median()),
            Figures.number("%.1f", 1e3 * base.get().median()),
            Figures.number("%.3f", ratio.get().median()),
            Figures.range("%.3f", ratio.get().least(), ratio.get().greatest()),
            Figures.number("≤ %.2f", goal),
            goal.isEmpty() ? Figures.NONE : reached(ratio.get().median(), goal.getAsDouble())));
  }

  /** The figures of each long call that was measured. */
  MarkdownTable whole() {
    MarkdownTable table =
        new MarkdownTable(1, List.of("figure", "median", "rounds", "goal", "reached"));
    for (Case one : suite.of(Group.LONG_INSPECTION)) {
      LongInspected inspected = (LongInspected) one;
      String call = "%s, %d threads: ".formatted(inspected.shape(), inspected.threads());
      add(table, call + "time, s", inspected.id(LongFigure.SECONDS), 1, Double.NaN);
      add(table, call + "time without inspection, s", inspected.id(LongFigure.BASE), 1, Double.NaN);
      double goal = 1e-6 * LongInspected.GOAL;
      add(table, call + "heap it may have, MB", inspected.id(LongFigure.LIMIT), 1e-6, goal);
      add(table, call + "peak of the heap, MB", inspected.id(LongFigure.PEAK), 1e-6, Double.NaN);
      add(table, call + "allocated, MB", inspected.id(LongFigure.ALLOCATED), 1e-6, Double.NaN);
      add(table, call + "of it answers, MB", inspected.id(LongFigure.ANSWERS), 1e-6, Double.NaN);
    }
    return table;
  }

  private void add(MarkdownTable table, String figure, String id, double unit, double goal) {
    results
        .heed(id)
        .ifPresent(found ->
            table.add(
                List.of(
                    figure,
                    Figures.number("%.2f", unit * found.median()),
                    Figures.range("%.2f", unit * found.least(), unit * found.greatest()),
                    Double.isNaN(goal) ? Figures.NONE : Figures.number("≤ %.0f", goal),
                    Double.isNaN(goal) ? Figures.NONE : reached(unit * found.median(), goal))));
  }

  private static String reached(double figure, double goal) {
    return figure <= goal ? "yes" : "no";
  }
}
