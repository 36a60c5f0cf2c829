package dev.heed.views.page;

import static dev.heed.views.page.MathText.name;
import static dev.heed.views.page.MathText.row;
import static dev.heed.views.page.MathText.sign;
import static dev.heed.views.page.MathText.words;

/** The formulas of the seven steps for one query and one key. */
final class PairFormulas {
  private PairFormulas() {}

  /**
   * The formula of one step.
   *
   * @param step from 1 to 7
   */
  static MathText of(int step) {
    return switch (step) {
      case 1 ->
          equation(
              "score", sum("d"), name("q").under(name("d")), sign("·"), name("k").under(name("d")));
      case 2 -> equation("scaled", name("scale"), sign("·"), name("score"));
      case 3 ->
          equation(
              "capped",
              name("c"),
              sign("·"),
              name("tanh"),
              sign("("),
              name("scaled").per(name("c")),
              sign(")"));
      case 4 ->
          equation(
              "biased", name("capped"), sign("+"), name("bias"), words(", or a function of it"));
      case 5 ->
          equation(
              "masked",
              sign("−"),
              name("∞"),
              words(" where the key is left out, else "),
              name("biased"));
      case 6 ->
          equation(
              "weight",
              exponential(name("masked"))
                  .per(row(sum("j"), exponential(name("masked").under(name("j"))))));
      default ->
          equation(
              "output",
              sum("j"),
              name("weight").under(name("j")),
              sign("·"),
              name("v").under(name("j")));
    };
  }

  private static MathText equation(String name, MathText... value) {
    return row(name(name), sign("="), row(value));
  }

  private static MathText sum(String index) {
    return sign("∑").under(name(index));
  }

  /** e to the power of a score without the row's maximum m. */
  private static MathText exponential(MathText score) {
    return name("e").over(row(score, sign("−"), name("m")));
  }
}
