package dev.heed.lessons;

import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One step of a lesson.
 *
 * @param heading what the step is, in a few words
 * @param formula how its numbers come about
 * @param words one line for a reader who is new to attention
 * @param matrix the numbers, float64, of one or two axes; null where the step has none
 * @param role where the numbers come from
 * @param comparison how they agree with the document; null unless the role is {@link Role#COMPARED}
 */
public record LessonPart(
    String heading,
    String formula,
    String words,
    @Nullable Tensor matrix,
    Role role,
    @Nullable Comparison comparison) {
  /**
   * @throws IllegalArgumentException if a comparison comes with another role, or is missing
   */
  public LessonPart {
    if ((role == Role.COMPARED) != (comparison != null)) {
      throw new IllegalArgumentException(
          "part \"%s\" is %s: a comparison belongs to COMPARED, and to that alone"
              .formatted(heading, role));
    }
  }

  static LessonPart given(String heading, String formula, String words, Tensor matrix) {
    return new LessonPart(heading, formula, words, matrix, Role.PRINTED_INPUT, null);
  }

  static LessonPart derived(String heading, String formula, String words, Tensor matrix) {
    return new LessonPart(heading, formula, words, matrix, Role.DERIVED, null);
  }

  static LessonPart compared(
      String heading, String formula, String words, Tensor matrix, Printed... prints) {
    Comparison comparison = Comparison.of(matrix, prints);
    return new LessonPart(heading, formula, words, matrix, Role.COMPARED, comparison);
  }
}
