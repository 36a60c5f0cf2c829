package dev.heed.benchmarks.encoder;

import dev.heed.benchmarks.results.Figures;
import dev.heed.meter.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which goals are reached, in the cells of tables and in one sentence at their end. */
final class Verdicts {
  private final List<String> missed = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private int count;

  /**
   * Judges a figure by the middle of its rounds.
   *
   * @param name of the figure, for the sentence
   * @return the cells of its goal and of whether it is reached
   */
  List<String> judge(String name, Optional<Timing> figure, Goal goal) {
    if (!goal.isThere()) {
      return List.of(Figures.NONE, Figures.NONE);
    }
    count++;
    if (figure.isEmpty()) {
      unknown.add(name);
      return List.of(goal.words(), Figures.NONE);
    }
    double median = figure.get().median();
    boolean reached = goal.isReachedBy(median);
    if (!reached) {
      missed.add("%s (%s, %s)".formatted(name, Figures.number("%.3f", median), goal.words()));
    }
    return List.of(goal.words(), reached ? "yes" : "no");
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** How many goals are reached, and which are not. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int reached = count - missed.size() - unknown.size();
    text.append("%d of %d goals are reached.".formatted(reached, count));
    if (!missed.isEmpty()) {
      text.append(" Missed: ").append(String.join("; ", missed)).append('.');
    }
    if (!unknown.isEmpty()) {
      text.append(" Not measured: ").append(String.join("; ", unknown)).append('.');
    }
    return text.toString();
  }
}
