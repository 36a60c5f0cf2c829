package dev.heed.inspection;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The mean of what one inspection found in several heads. Of weights, what keys receive, pooled
 * means and masses that is what the mean of the heads' matrices has; of entropies, distances,
 * log-sum-exps and pooled maxima it is the mean of the heads' own.
 */
public final class MeanResult {
  private final List<InspectionResult> results;

  private MeanResult(List<InspectionResult> results) {
    this.results = results;
  }

  /**
   * The mean, added up in float64 in the order of the list and rounded once.
   *
   * @param results of one inspection, of the same shapes
   * @throws IllegalArgumentException if there is none, or top keys were asked for: they have no
   *     mean
   */
  public static InspectionResult of(List<InspectionResult> results) {
    if (results.isEmpty() || results.getFirst().weights().topKeys() != null) {
      throw new IllegalArgumentException(
          "the mean of %d results: of at least 1, without top keys".formatted(results.size()));
    }
    return new MeanResult(List.copyOf(results)).mean();
  }

  private InspectionResult mean() {
    InspectionResult first = results.getFirst();
    Map<String, Tensor> masses = new LinkedHashMap<>();
    for (String name : first.masses().keySet()) {
      masses.put(name, required(result -> result.masses().get(name)));
    }
    return new InspectionResult(
        required(InspectionResult::output),
        required(InspectionResult::logSumExp),
        required(InspectionResult::rowMaximum),
        mean(InspectionResult::entropy),
        mean(InspectionResult::distance),
        masses,
        findings(InspectionResult::weights),
        first.valueWeighted() == null ? null : findings(InspectionResult::valueWeighted));
  }

  private Findings findings(Function<InspectionResult, @Nullable Findings> kind) {
    List<Tensor> blocks = new ArrayList<>();
    Findings first = kind.apply(results.getFirst());
    for (int n = 0; first != null && n < first.blocks().size(); n++) {
      int number = n;
      blocks.add(required(result -> part(result, kind, found -> found.blocks().get(number))));
    }
    return new Findings(
        null,
        mean(result -> part(result, kind, Findings::received)),
        mean(result -> part(result, kind, Findings::map)),
        blocks);
  }

  private static @Nullable Tensor part(
      InspectionResult result,
      Function<InspectionResult, @Nullable Findings> kind,
      Function<Findings, @Nullable Tensor> part) {
    Findings found = kind.apply(result);
    return found == null ? null : part.apply(found);
  }

  private Tensor required(Function<InspectionResult, @Nullable Tensor> part) {
    Tensor mean = mean(part);
    if (mean == null) {
      throw new IllegalArgumentException("results of different inspections have no mean");
    }
    return mean;
  }

  private @Nullable Tensor mean(Function<InspectionResult, @Nullable Tensor> part) {
    double[] sums = null;
    Tensor first = part.apply(results.getFirst());
    if (first == null) {
      return null;
    }
    for (InspectionResult result : results) {
      Tensor numbers = part.apply(result);
      if (numbers == null || !numbers.shape().equals(first.shape())) {
        throw new IllegalArgumentException("results of different shapes have no mean");
      }
      double[] more = numbers.toDoubleArray();
      sums = sums == null ? new double[more.length] : sums;
      for (int i = 0; i < more.length; i++) {
        sums[i] += more[i];
      }
    }
    for (int i = 0; sums != null && i < sums.length; i++) {
      sums[i] /= results.size();
    }
    return sums == null ? null : tensor(sums, first);
  }

  private static Tensor tensor(double[] numbers, Tensor like) {
    Tensor mean = Tensor.of(numbers, like.shape().sizes());
    return like.dtype() == DType.FLOAT64 ? mean : mean.to(like.dtype());
  }
}
