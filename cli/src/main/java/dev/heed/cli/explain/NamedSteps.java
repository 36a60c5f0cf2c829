package dev.heed.cli.explain;

import dev.heed.attention.Steps;
import dev.heed.lessons.VarianceDemonstration;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Steps by name, as they are saved, and what is told about them. */
final class NamedSteps {
  private NamedSteps() {}

  /** How the scores spread before and after they are scaled. */
  static Map<String, Double> variances(Steps steps) {
    Map<String, Double> variances = new LinkedHashMap<>();
    variances.put("Q", VarianceDemonstration.variance(steps.query()));
    variances.put("K", VarianceDemonstration.variance(steps.key()));
    variances.put("scores", VarianceDemonstration.variance(steps.scores()));
    variances.put("scaled", VarianceDemonstration.variance(steps.scaled()));
    return variances;
  }

  /** Every tensor. */
  static Map<String, Tensor> named(Steps steps) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("Q", steps.query());
    arrays.put("K", steps.key());
    arrays.put("V", steps.value());
    arrays.put("scores", steps.scores());
    arrays.put("scaled", steps.scaled());
    arrays.put("capped", steps.capped());
    arrays.put("biased", steps.biased());
    arrays.put("masked", steps.masked());
    arrays.put("row_max", steps.rowMaximum());
    arrays.put("row_sum", steps.rowSum());
    arrays.put("weights", steps.weights());
    arrays.put("log_sum_exp", steps.logSumExp());
    arrays.put("output", steps.output());
    return arrays;
  }
}
