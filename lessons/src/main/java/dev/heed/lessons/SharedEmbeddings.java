package dev.heed.lessons;

import static dev.heed.lessons.LessonPart.derived;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.multihead.Projected;
import dev.heed.multihead.Projection;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tutorial 5: attention without weights, Q = K = V = X. The document prints no number, so four
 * embeddings of ours stand in for its E_a, E_b, E_c and E_d.
 */
record SharedEmbeddings() implements Lesson {
  private static final String[] WORDS = {"a", "b", "c", "d"};

  @Override
  public int number() {
    return 5;
  }

  @Override
  public String title() {
    return "Contextual embeddings from the embeddings alone";
  }

  @Override
  public LessonInputs inputs() {
    return new LessonInputs(Map.of("X", embeddings()), true, false);
  }

  @Override
  public LessonReport replay() {
    List<LessonPart> parts = new ArrayList<>();
    Tensor x = embeddings();
    parts.add(
        derived(
            "Embeddings X",
            "X = [E_a; E_b; E_c; E_d], d_k = 4",
            "The document has letters only; these numbers are ours. E_a and E_b are alike.",
            x));
    Projected projected = Projection.identity(x);
    Steps steps =
        Attention.scaledDotProduct().steps(projected.query(), projected.key(), projected.value());
    addSteps(parts, steps);
    for (int word = 0; word < WORDS.length; word++) {
      parts.add(
          derived(
              "Contextual embedding C_" + WORDS[word],
              "C_%s = N_1·E_a + N_2·E_b + N_3·E_c + N_4·E_d".formatted(WORDS[word]),
              "E_%s in the light of the whole sentence.".formatted(WORDS[word]),
              steps.output().select(0, word)));
    }
    parts.add(
        derived(
            "Contextual embeddings C",
            "C = N·V = [C_a; C_b; C_c; C_d]",
            "All four at once, as one product of matrices.",
            steps.output()));
    return new LessonReport(number(), title(), parts);
  }

  private static void addSteps(List<LessonPart> parts, Steps steps) {
    parts.add(
        derived(
            "Queries, keys and values",
            "Q = K = V = X",
            "Every word asks, answers and passes on with its own embedding.",
            steps.query()));
    parts.add(
        derived(
            "Scores",
            "a = Q·Kᵀ, a_i of query E_a in the first row",
            "The dot product says how alike two embeddings are.",
            steps.scores()));
    parts.add(
        derived(
            "Values with raw scores",
            "a_1·E_a + a_2·E_b + a_3·E_c + a_4·E_d, a row for each query",
            "Raw scores as factors: the vectors grow with the scores.",
            Projection.of(steps.value(), steps.value(), steps.value())
                .project(steps.scores())
                .value()));
    parts.add(
        derived(
            "Scaled scores",
            "a / √d_k",
            "Divided by the root of the length of an embedding.",
            steps.scaled()));
    parts.add(
        derived(
            "Normalised scores",
            "N = softmax(a / √d_k), row by row",
            "Shares that add up to 1, so that the blend stays as large as the embeddings.",
            steps.weights()));
  }

  private static Tensor embeddings() {
    return Tensor.of(
        new double[][] {
          {1.0, 0.5, 0.0, 0.0},
          {0.9, 0.6, 0.1, 0.0},
          {0.0, 0.2, 1.0, 0.4},
          {-0.5, 0.0, 0.3, 1.0},
        });
  }
}
