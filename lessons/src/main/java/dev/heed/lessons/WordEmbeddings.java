package dev.heed.lessons;

import static dev.heed.lessons.LessonPart.compared;
import static dev.heed.lessons.LessonPart.derived;
import static dev.heed.lessons.LessonPart.given;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.multihead.Projected;
import dev.heed.multihead.Projection;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tutorial 2: three word embeddings through random weights. The document's code leaves the division
 * by √d_k out, though its text has it: both forms are computed.
 *
 * @param printed the numbers of document 2
 */
record WordEmbeddings(PrintedNumbers printed) implements Lesson {
  @Override
  public int number() {
    return 2;
  }

  @Override
  public String title() {
    return "From word embeddings to attention, with unscaled scores";
  }

  @Override
  public LessonInputs inputs() {
    Tensor x = printed.get("X_given").matrix();
    LinearSystem embeddings = new LinearSystem(x);
    return LessonInputs.projected(
        x,
        printed.get("W_Q").matrix(),
        embeddings.solve(printed.get("K").matrix()),
        embeddings.solve(printed.get("V").matrix()),
        false);
  }

  @Override
  public LessonReport replay() {
    List<LessonPart> parts = new ArrayList<>();
    Tensor x = printed.get("X_given").matrix();
    Tensor queryWeight = printed.get("W_Q").matrix();
    addInputs(parts, x, queryWeight);
    LinearSystem embeddings = new LinearSystem(x);
    Tensor keyWeight = embeddings.solve(printed.get("K").matrix());
    Tensor valueWeight = embeddings.solve(printed.get("V").matrix());
    addRecovered(parts, keyWeight, valueWeight);
    Projected projected = Projection.of(queryWeight, keyWeight, valueWeight).project(x);
    addProjections(parts, projected);
    Attention scaled = Attention.scaledDotProduct();
    Steps unscaled =
        scaled.withScale(1).steps(projected.query(), projected.key(), projected.value());
    addUnscaled(parts, unscaled);
    addScaled(parts, unscaled, scaled.steps(projected.query(), projected.key(), projected.value()));
    return new LessonReport(number(), title(), parts);
  }

  private void addInputs(List<LessonPart> parts, Tensor x, Tensor queryWeight) {
    parts.add(
        compared(
            "Word embeddings X",
            "X as the code writes it",
            "Three words, each a row of three numbers.",
            x,
            printed.get("X")));
    parts.add(
        given(
            "Weights W_Q",
            "np.random.rand(3, 3)",
            "The map that turns an embedding into a query; random here, learned in a real model.",
            queryWeight));
    parts.add(
        compared(
            "Rows of W_Q",
            "W_Q[0], W_Q[1], W_Q[2]",
            "The document prints the rows once more, one by one.",
            queryWeight,
            printed.get("W_Q_rows")));
    parts.add(
        compared(
            "Shape of W_Q",
            "rows, columns",
            "As many rows as an embedding has numbers, as many columns as a query has.",
            Tensor.of(new double[] {queryWeight.size(0), queryWeight.size(1)}, 2),
            printed.get("shape")));
  }

  private static void addRecovered(List<LessonPart> parts, Tensor keyWeight, Tensor valueWeight) {
    parts.add(
        derived(
            "Weights W_K, recovered",
            "X⁻¹·K",
            "Not printed, but X can be inverted, so the printed K tells them.",
            keyWeight));
    parts.add(
        derived(
            "Weights W_V, recovered",
            "X⁻¹·V",
            "Likewise from V. All of them lie between 0 and 1, as np.random.rand draws them.",
            valueWeight));
  }

  private void addProjections(List<LessonPart> parts, Projected projected) {
    parts.add(
        compared(
            "Queries",
            "Q = X·W_Q",
            "What each word asks for.",
            projected.query(),
            printed.get("Q")));
    parts.add(
        compared(
            "Keys",
            "K = X·W_K",
            "What each word answers to. Closes the circle: W_K came from these very numbers.",
            projected.key(),
            printed.get("K")));
    parts.add(
        compared(
            "Values",
            "V = X·W_V",
            "What each word passes on. Closes the circle too: W_V came from these numbers.",
            projected.value(),
            printed.get("V")));
  }

  private void addUnscaled(List<LessonPart> parts, Steps steps) {
    parts.add(
        compared(
            "Scores",
            "Q·Kᵀ",
            "How well each query fits each key.",
            steps.scores(),
            printed.get("scores")));
    parts.add(
        compared(
            "Attention weights as the code computes them",
            "softmax(Q·Kᵀ), row by row",
            "Shares that add up to 1 in every row; the scores go in unscaled.",
            steps.weights(),
            printed.get("weights")));
    parts.add(
        compared(
            "Output as the code computes it",
            "weights · V",
            "Each word becomes a blend of all values.",
            steps.output(),
            printed.get("output")));
  }

  private static void addScaled(List<LessonPart> parts, Steps unscaled, Steps scaled) {
    parts.add(
        derived(
            "Attention weights as the text writes them",
            "softmax(Q·Kᵀ / √d_k)",
            "Divided by √3 first, the scores lie closer together and so do the shares.",
            scaled.weights()));
    parts.add(
        derived(
            "Output as the text writes it",
            "weights · V",
            "The blend with the scaled weights.",
            scaled.output()));
    Tensor weights = difference(scaled.weights(), unscaled.weights());
    parts.add(
        derived(
            "What scaling changes in the weights",
            "softmax(Q·Kᵀ / √d_k) − softmax(Q·Kᵀ)",
            "By up to " + largest(weights) + ": text and code of the document differ.",
            weights));
    Tensor output = difference(scaled.output(), unscaled.output());
    parts.add(
        derived(
            "What scaling changes in the output",
            "scaled output − unscaled output",
            "By up to " + largest(output) + ".",
            output));
  }

  private static Tensor difference(Tensor left, Tensor right) {
    Tensor difference = Tensor.zeros(DType.FLOAT64, left.shape());
    for (int row = 0; row < left.size(0); row++) {
      for (int column = 0; column < left.size(1); column++) {
        difference.set(left.get(row, column) - right.get(row, column), row, column);
      }
    }
    return difference;
  }

  private static String largest(Tensor numbers) {
    double largest = 0;
    for (double number : numbers.toDoubleArray()) {
      largest = Math.max(largest, Math.abs(number));
    }
    return String.format(Locale.ROOT, "%.4f", largest);
  }
}
