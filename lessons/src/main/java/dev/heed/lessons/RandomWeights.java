package dev.heed.lessons;

import static dev.heed.lessons.LessonPart.compared;
import static dev.heed.lessons.LessonPart.derived;
import static dev.heed.lessons.LessonPart.given;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.multihead.Projected;
import dev.heed.multihead.Projection;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Tutorial 3: projections by random weights, scaled scores. The document prints neither weights nor
 * Q, K and V, so its weights and output can only be checked for what holds of any run; the code
 * itself is run with weights from a seed.
 *
 * @param printed the numbers of document 3
 */
record RandomWeights(PrintedNumbers printed) implements Lesson {
  private static final long SEED = 3;

  @Override
  public int number() {
    return 3;
  }

  @Override
  public String title() {
    return "Projections by random weights, and scaled scores";
  }

  @Override
  public LessonInputs inputs() {
    Projection own = ownWeights();
    return LessonInputs.projected(
        printed.get("X").matrix(), own.queryWeight(), own.keyWeight(), own.valueWeight(), true);
  }

  private static Projection ownWeights() {
    LegacyRandom random = new LegacyRandom(SEED);
    return Projection.of(random.randn(3, 3), random.randn(3, 3), random.randn(3, 3));
  }

  @Override
  public LessonReport replay() {
    List<LessonPart> parts = new ArrayList<>();
    Tensor x = printed.get("X").matrix();
    addPrinted(parts, x);
    Projection projection = ownWeights();
    Projected projected = projection.project(x);
    addProjection(parts, projection, projected);
    addSteps(
        parts,
        Attention.scaledDotProduct().steps(projected.query(), projected.key(), projected.value()));
    return new LessonReport(number(), title(), parts);
  }

  private void addPrinted(List<LessonPart> parts, Tensor x) {
    Tensor weights = printed.get("weights").matrix();
    Tensor output = printed.get("output").matrix();
    parts.add(given("Word embeddings X", "X as the code writes it", "Three words, a row each.", x));
    parts.add(
        given(
            "Attention weights of the document",
            "softmax(Q·Kᵀ / √d_k)",
            "Printed to four digits; the Q and K behind them are not printed.",
            weights));
    parts.add(
        given(
            "Output of the document",
            "weights · V",
            "Printed to four digits; the V behind it is not printed.",
            output));
    parts.add(
        compared(
            "Sums of the printed weights",
            "Σ_j weights[i, j]",
            "Whatever the scores were, a softmax makes every row add up to 1.",
            rowSums(weights),
            printed.get("row_sums")));
    Tensor value = new LinearSystem(weights).solve(output);
    parts.add(
        derived(
            "The V that the document implies",
            "weights⁻¹ · output",
            "The one V that gives this output; any output has one, so this proves nothing.",
            value));
    parts.add(
        derived(
            "The W_V that the document implies",
            "X⁻¹ · V",
            "One step further back, to about three digits.",
            new LinearSystem(x).solve(value)));
  }

  private static void addProjection(
      List<LessonPart> parts, Projection projection, Projected projected) {
    parts.add(
        derived(
            "W_Q of our own run",
            "np.random.seed(" + SEED + "); np.random.randn(3, 3)",
            "The document shows no seed, so its code is run with weights of ours.",
            projection.queryWeight()));
    parts.add(
        derived(
            "W_K of our own run",
            "np.random.randn(3, 3)",
            "Drawn next from the same stream.",
            projection.keyWeight()));
    parts.add(
        derived(
            "W_V of our own run",
            "np.random.randn(3, 3)",
            "And the last one.",
            projection.valueWeight()));
    parts.add(derived("Queries", "Q = X·W_Q", "What each word asks for.", projected.query()));
    parts.add(derived("Keys", "K = X·W_K", "What each word answers to.", projected.key()));
    parts.add(derived("Values", "V = X·W_V", "What each word passes on.", projected.value()));
  }

  private static void addSteps(List<LessonPart> parts, Steps steps) {
    parts.add(derived("Scores", "Q·Kᵀ", "How well each query fits each key.", steps.scores()));
    parts.add(
        derived(
            "Scaled scores",
            "Q·Kᵀ / √d_k, d_k = 3",
            "Divided by the root of the length of a key.",
            steps.scaled()));
    parts.add(
        derived(
            "Attention weights",
            "softmax(Q·Kᵀ / √d_k), row by row",
            "Shares that add up to 1 in every row.",
            steps.weights()));
    parts.add(
        derived(
            "Output", "weights · V", "Each word becomes a blend of all values.", steps.output()));
  }

  private static Tensor rowSums(Tensor matrix) {
    double[] sums = new double[matrix.size(0)];
    for (int row = 0; row < sums.length; row++) {
      for (int column = 0; column < matrix.size(1); column++) {
        sums[row] += matrix.get(row, column);
      }
    }
    return Tensor.of(sums, sums.length);
  }
}
