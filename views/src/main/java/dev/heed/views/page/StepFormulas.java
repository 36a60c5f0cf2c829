package dev.heed.views.page;

import static dev.heed.views.page.MathText.name;
import static dev.heed.views.page.MathText.number;
import static dev.heed.views.page.MathText.row;
import static dev.heed.views.page.MathText.sign;
import static dev.heed.views.page.MathText.words;

import dev.heed.views.NumberText;

/** The formulas of the seven steps. */
final class StepFormulas {
  private StepFormulas() {}

  /**
   * The formula of one step.
   *
   * @param step from 1 to 7
   */
  static MathText of(int step, double scale) {
    return switch (step) {
      case 1 -> equation("scores", row(name("Q"), name("K").over(sign("⊤"))));
      case 2 -> equation("scaled", row(number(NumberText.brief(scale)), sign("·"), name("scores")));
      case 3 ->
          equation(
              "capped",
              row(
                  name("c"),
                  sign("·"),
                  name("tanh"),
                  sign("("),
                  name("scaled").per(name("c")),
                  sign(")")));
      case 4 -> equation("biased", row(name("capped"), sign("+"), name("bias")));
      case 5 ->
          row(
              name("masked"),
              sign("="),
              sign("−"),
              name("∞"),
              words(" where a key is left out, else "),
              name("biased"));
      case 6 -> equation("weights", softmax());
      default -> equation("output", row(name("weights"), sign("·"), name("V")));
    };
  }

  private static MathText equation(String name, MathText value) {
    return row(name(name), sign("="), value);
  }

  private static MathText softmax() {
    MathText sum = sign("∑").under(name("j"));
    return exponential(name("i"), name("j")).per(row(sum, exponential(name("i"), name("j"))));
  }

  private static MathText exponential(MathText query, MathText key) {
    MathText masked = name("masked").under(row(query, key));
    MathText maximum = name("m").under(query);
    return name("e").over(row(masked, sign("−"), maximum));
  }
}
