package dev.heed.lessons;

import static dev.heed.lessons.LessonPart.derived;
import static dev.heed.lessons.LessonPart.given;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Tutorial 1: Q, K and V drawn from the standard normal distribution. The document prints these
 * three only; the steps that its summary names are computed from them.
 *
 * @param printed the numbers of document 1
 */
record NormalMatrices(PrintedNumbers printed) implements Lesson {
  private static final long SEED = 1;

  @Override
  public int number() {
    return 1;
  }

  @Override
  public String title() {
    return "Queries, keys and values from the standard normal distribution";
  }

  @Override
  public LessonInputs inputs() {
    return LessonInputs.causal(
        printed.get("Q").matrix(), printed.get("K").matrix(), printed.get("V").matrix());
  }

  @Override
  public LessonReport replay() {
    List<LessonPart> parts = new ArrayList<>();
    Tensor query = printed.get("Q").matrix();
    Tensor key = printed.get("K").matrix();
    Tensor value = printed.get("V").matrix();
    parts.add(
        given(
            "Initialisation: Q",
            "np.random.randn(L, d_k), L = 4, d_k = 8",
            "One row a word: what the word looks for.",
            query));
    parts.add(
        given(
            "Initialisation: K",
            "np.random.randn(L, d_k)",
            "One row a word: what the word can be found by.",
            key));
    parts.add(
        given(
            "Initialisation: V",
            "np.random.randn(L, d_v), d_v = 8",
            "One row a word: what the word passes on.",
            value));
    addDistribution(parts, query, key, value);
    Steps steps = Attention.scaledDotProduct().withMask(Mask.causal()).steps(query, key, value);
    addSteps(parts, steps);
    return new LessonReport(number(), title(), parts);
  }

  private static void addDistribution(
      List<LessonPart> parts, Tensor query, Tensor key, Tensor value) {
    parts.add(
        derived(
            "Mean of Q, of K and of V",
            "mean(Q), mean(K), mean(V)",
            "Drawn around 0, so the means of 32 numbers stay near 0.",
            vector(mean(query), mean(key), mean(value))));
    parts.add(
        derived(
            "Variance of Q, of K and of V",
            "var(Q), var(K), var(V)",
            "Drawn with variance 1, so the variances of 32 numbers stay near 1.",
            vector(
                VarianceDemonstration.variance(query),
                VarianceDemonstration.variance(key),
                VarianceDemonstration.variance(value))));
    parts.add(
        derived(
            "The same kind of matrix from a seed",
            "np.random.seed(" + SEED + "); np.random.randn(L, d_k)",
            "The document shows no seed; with one, anyone draws the same numbers again.",
            new LegacyRandom(SEED).randn(query.size(0), query.size(1))));
  }

  private static void addSteps(List<LessonPart> parts, Steps steps) {
    parts.add(
        derived(
            "Scores", "Q·Kᵀ", "How well each word's query fits each word's key.", steps.scores()));
    parts.add(
        derived(
            "Scaling",
            "Q·Kᵀ / √d_k",
            "Longer vectors give larger products; dividing keeps the softmax from tipping over.",
            steps.scaled()));
    parts.add(
        derived(
            "Masking",
            "−∞ where key j comes after query i",
            "A word may look at itself and back, never ahead.",
            steps.masked()));
    parts.add(
        derived(
            "Softmax",
            "exp(masked) / Σ exp(masked), row by row",
            "Every row becomes shares that add up to 1; what is masked gets 0.",
            steps.weights()));
    parts.add(
        derived(
            "Weighted sum",
            "weights · V",
            "Each word's new vector is a blend of values in these shares.",
            steps.output()));
  }

  private static double mean(Tensor numbers) {
    return VarianceDemonstration.mean(numbers.toDoubleArray());
  }

  private static Tensor vector(double... numbers) {
    return Tensor.of(numbers, numbers.length);
  }
}
