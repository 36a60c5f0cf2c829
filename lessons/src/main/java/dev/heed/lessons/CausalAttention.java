package dev.heed.lessons;

import static dev.heed.lessons.LessonPart.compared;
import static dev.heed.lessons.LessonPart.derived;
import static dev.heed.lessons.LessonPart.given;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Tutorial 4: attention as a decoder uses it. Scores, why they are divided by √d_k, a causal mask,
 * weights and new values, and all of it as one function.
 *
 * @param printed the numbers of document 4
 */
record CausalAttention(PrintedNumbers printed) implements Lesson {
  private static final long SEED = 4;
  private static final int WORDS = 32;
  // Most of the work of this lesson, and the same whatever the document prints.
  private static final VarianceDemonstration VARIANCES =
      VarianceDemonstration.of(SEED, WORDS, 4, 16, 64, 256);

  @Override
  public int number() {
    return 4;
  }

  @Override
  public String title() {
    return "Scaling, the causal mask, and attention as a function";
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
    addInputs(parts, query, key, value);
    Attention causal = Attention.scaledDotProduct().withMask(Mask.causal());
    Steps steps = causal.steps(query, key, value);
    addScaling(parts, steps);
    addMask(parts, steps);
    addResult(parts, steps);
    addFunction(parts, causal, steps);
    return new LessonReport(number(), title(), parts);
  }

  private void addInputs(List<LessonPart> parts, Tensor query, Tensor key, Tensor value) {
    parts.add(
        given("Queries", "Q = np.random.randn(4, 8)", "What each of four words asks for.", query));
    parts.add(given("Keys", "K = np.random.randn(4, 8)", "What each word answers to.", key));
    parts.add(given("Values", "V = np.random.randn(4, 8)", "What each word passes on.", value));
    parts.add(
        compared(
            "Q, printed again",
            "Q",
            "The document ends with Q once more: nothing has changed it.",
            query,
            printed.get("Q_second")));
    parts.add(compared("K, printed again", "K", "And with K.", key, printed.get("K_second")));
    parts.add(
        compared(
            "V, printed twice more",
            "V",
            "Both of these prints break off in the second row, after eleven numbers.",
            value,
            printed.get("V_first"),
            printed.get("V_second")));
  }

  private void addScaling(List<LessonPart> parts, Steps steps) {
    parts.add(
        compared(
            "Scores",
            "Q·Kᵀ",
            "How well each query fits each key.",
            steps.scores(),
            printed.get("scores")));
    addVariance(parts, "Q", steps.query(), "variance_Q", "variance_Q_second");
    addVariance(parts, "K", steps.key(), "variance_K", "variance_K_second");
    addVariance(parts, "Q·Kᵀ", steps.scores(), "variance_scores");
    parts.add(
        compared(
            "Scaled scores",
            "Q·Kᵀ / √d_k, d_k = 8",
            "Dividing by √8 divides the variance by 8.",
            steps.scaled(),
            printed.get("scaled")));
    addVariance(parts, "Q·Kᵀ / √d_k", steps.scaled(), "variance_scaled");
    parts.add(
        derived(
            "Why √d_k",
            "d_k, var(Q·Kᵀ), var(Q·Kᵀ / √d_k) for " + WORDS + " words, seed " + SEED,
            "Unscaled, the variance grows as d_k does; scaled, it stays near 1 at any size.",
            VARIANCES.table()));
  }

  private void addVariance(
      List<LessonPart> parts, String formula, Tensor numbers, String... prints) {
    double[] variance = {VarianceDemonstration.variance(numbers)};
    Printed[] printedVariances = new Printed[prints.length];
    for (int i = 0; i < prints.length; i++) {
      printedVariances[i] = printed.get(prints[i]);
    }
    parts.add(
        compared(
            "Variance of " + formula,
            "var(" + formula + ")",
            "How widely these numbers spread around their mean.",
            Tensor.of(variance, 1),
            printedVariances));
  }

  private void addMask(List<LessonPart> parts, Steps steps) {
    parts.add(
        compared(
            "Causal matrix",
            "1 where j ≤ i, else 0",
            "Each word sees itself and the words before it.",
            whereMasked(steps.masked(), 0, 1),
            printed.get("lower_triangle")));
    parts.add(
        compared(
            "The same as a mask",
            "0 where j ≤ i, else −∞",
            "Added to a score, 0 changes nothing and −∞ rules it out.",
            whereMasked(steps.masked(), Double.NEGATIVE_INFINITY, 0),
            printed.get("mask")));
    parts.add(
        compared(
            "Masked scores",
            "Q·Kᵀ / √d_k + M",
            "What lies ahead of a word is out of its reach.",
            steps.masked(),
            printed.get("masked")));
  }

  private void addResult(List<LessonPart> parts, Steps steps) {
    parts.add(
        compared(
            "Attention",
            "softmax(Q·Kᵀ / √d_k + M), row by row",
            "Shares that add up to 1; the first word can only look at itself.",
            steps.weights(),
            printed.get("weights")));
    parts.add(
        compared(
            "New V",
            "attention · V",
            "Each word's new vector: a blend of its own value and earlier ones.",
            steps.output(),
            printed.get("output")));
  }

  private static void addFunction(List<LessonPart> parts, Attention causal, Steps steps) {
    parts.add(
        derived(
            "The function: values",
            "scaled_dot_product_attention(Q, K, V, M)[0]",
            "One call instead of six steps. The document breaks off before it prints this.",
            causal.compute(steps.query(), steps.key(), steps.value())));
    parts.add(
        derived(
            "The function: attention",
            "scaled_dot_product_attention(Q, K, V, M)[1]",
            "The second of the two results that the function returns.",
            causal.steps(steps.query(), steps.key(), steps.value()).weights()));
  }

  private static Tensor whereMasked(Tensor masked, double leftOut, double kept) {
    Tensor matrix = Tensor.zeros(DType.FLOAT64, masked.shape());
    for (int row = 0; row < masked.size(0); row++) {
      for (int column = 0; column < masked.size(1); column++) {
        boolean out = masked.get(row, column) == Double.NEGATIVE_INFINITY;
        matrix.set(out ? leftOut : kept, row, column);
      }
    }
    return matrix;
  }
}
