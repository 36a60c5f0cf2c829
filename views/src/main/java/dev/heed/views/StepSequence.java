package dev.heed.views;

import dev.heed.attention.Steps;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** The seven steps of one head, each with its matrix and a sentence on what it did. */
public final class StepSequence {
  private final Steps steps;
  private final HeadViews.Head head;
  private final int[] counts;

  private StepSequence(Steps steps, HeadViews.Head head) {
    this.steps = steps;
    this.head = head;
    this.counts = steps.query().shape().sizes();
  }

  /**
   * One step.
   *
   * @param number from 1 to 7
   * @param name one or two words
   * @param matrix what the step gave
   * @param sentence what it did, or that it changed nothing
   */
  public record Step(int number, String name, Tensor matrix, String sentence) {}

  /** All seven, in order. */
  public static List<Step> of(Steps steps, HeadViews.Head head) {
    return new StepSequence(steps, head).all();
  }

  private List<Step> all() {
    Tensor scores = part(steps.scores());
    Tensor scaled = part(steps.scaled());
    Tensor capped = part(steps.capped());
    Tensor biased = part(steps.biased());
    Tensor masked = part(steps.masked());
    boolean caps = !same(capped, scaled);
    boolean biases = !same(biased, capped);
    String noBias = "No bias changes anything: the numbers of step %d stay.";
    String noMask = "No key is left out: the numbers of step %d stay.";
    return List.of(
        new Step(1, "scores", scores, "How well each query matches each key."),
        new Step(
            2,
            "scaled scores",
            scaled,
            same(scaled, scores)
                ? "The scale is 1: the numbers of step 1 stay."
                : "One factor for all, so that longer vectors do not make the softmax all or"
                    + " nothing."),
        new Step(
            3,
            "capped",
            capped,
            caps
                ? "The softcap c keeps each score between -c and c."
                : "No softcap c is set: the numbers of step 2 stay."),
        new Step(
            4,
            "biased",
            biased,
            biases ? "The bias moves single scores up or down." : noBias.formatted(caps ? 3 : 2)),
        new Step(
            5,
            "masked",
            masked,
            same(masked, biased)
                ? noMask.formatted(biases ? 4 : caps ? 3 : 2)
                : "A key that is left out gets no weight at all: −∞ here, 0 below."),
        new Step(
            6,
            "weights",
            part(steps.weights()),
            "Each row is shared out among the keys: it sums to 1, or is 0 without keys."),
        new Step(
            7,
            "output",
            part(steps.output()),
            "Each row is the mix of the values that its weights ask for."));
  }

  private Tensor part(Tensor tensor) {
    return HeadViews.part(tensor, head, counts, 2);
  }

  private static boolean same(Tensor after, Tensor before) {
    return Arrays.equals(after.toDoubleArray(), before.toDoubleArray());
  }
}
