package dev.heed.engine.rule;

import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Sequences;
import dev.heed.kernel.Kernels;
import dev.heed.mask.Bias;
import dev.heed.tensor.Access;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The biases of one call after every check, in their order. */
public final class BiasRules {
  private final Sequences sequences;
  private final DType computed;
  private final List<Bias> parts = new ArrayList<>();

  /**
   * Checks biases against the operands.
   *
   * @throws IllegalArgumentException if one does not fit
   */
  public BiasRules(List<Bias> biases, Sequences sequences, Operands operands) {
    this.sequences = sequences;
    this.computed = operands.computed();
    for (Bias part : biases) {
      switch (part) {
        case Bias.Dense one -> {
          Tensor numbers = dense(one.numbers(), operands);
          new BiasCheck(numbers).require(one.numbers().shape());
          parts.add(new Bias.Dense(numbers));
        }
        case Bias.Alibi one -> {
          sequences.requireCorner("ALiBi", one.corner());
          Shape heads = Shape.of(sequences.count(), operands.heads());
          parts.add(new Bias.Alibi(slopes(one.slopes(), heads), one.corner()));
        }
        case Bias.Function one -> parts.add(one);
        case Bias.All all -> throw new IllegalStateException("a combined bias in " + all);
      }
    }
  }

  /** Whether scores stay as they are. */
  public boolean isEmpty() {
    return parts.isEmpty();
  }

  /**
   * The biases in their order: dense ones in the shape of the scores, slopes by sequence and head.
   */
  public List<Bias> parts() {
    return List.copyOf(parts);
  }

  /** Whether what is left out depends on the scores themselves. */
  public boolean asksScores() {
    return parts.stream().anyMatch(Bias.Function.class::isInstance);
  }

  /** Tensors of the caller's that are read while the call runs. */
  public Stream<Tensor> tensors() {
    return parts.stream()
        .filter(Bias.Dense.class::isInstance)
        .map(part -> ((Bias.Dense) part).numbers());
  }

  /** The biases for one thread. */
  public <A> List<BiasStep<A>> steps(Kernels<A> kernels) {
    return steps(kernels, ScoreLayout.tile(kernels.attention()));
  }

  /** The biases for one thread, on tiles of scores that lie in another way. */
  public <A> List<BiasStep<A>> steps(Kernels<A> kernels, ScoreLayout layout) {
    return parts.stream().map(part -> step(part, kernels, layout)).toList();
  }

  private <A> BiasStep<A> step(Bias part, Kernels<A> kernels, ScoreLayout layout) {
    return switch (part) {
      case Bias.Dense one ->
          new DenseBiasStep<>(one.numbers(), computed, sequences, layout, kernels);
      case Bias.Alibi one -> alibi(one, kernels, layout);
      case Bias.Function one -> function(one, kernels, layout);
      case Bias.All all -> throw new IllegalStateException("a combined bias in " + all);
    };
  }

  private <A> BiasStep<A> alibi(Bias.Alibi bias, Kernels<A> kernels, ScoreLayout layout) {
    int[] index = new int[2];
    boolean turned = layout.rowsAreQueries();
    int stride = layout.stride();
    return (sequence, head, first, active, key, count, scores) -> {
      index[0] = sequence;
      index[1] = head;
      double slope = bias.slopes().get(index);
      int own = first + sequences.shift(bias.corner(), sequence) - key;
      if (turned) {
        kernels.scores().addDistance(slope, -own, active, count, stride, scores);
      } else {
        kernels.scores().addDistance(slope, own, count, active, stride, scores);
      }
      return false;
    };
  }

  private static <A> BiasStep<A> function(
      Bias.Function bias, Kernels<A> kernels, ScoreLayout layout) {
    ScoreLoop<A> loop = FunctionLoops.score(bias.function(), kernels.rows().allocate(0));
    int queryStep = layout.queryStep();
    int keyStep = layout.keyStep();
    return (sequence, head, first, active, key, count, scores) ->
        loop.apply(
            bias.function(), sequence, head, first, active, key, count, queryStep, keyStep, scores);
  }

  /** A copy, which no output overlaps and every thread may read. */
  private Tensor slopes(Tensor slopes, Shape heads) {
    Tensor rounded = Access.require("slopes", slopes).to(computed);
    for (double slope : rounded.toDoubleArray()) {
      if (!Double.isFinite(slope)) {
        throw new IllegalArgumentException(
            "slopes %s hold a number beyond %s: they are finite there".formatted(slopes, computed));
      }
    }
    try {
      return rounded.broadcastTo(heads);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "slopes %s for %d sequences of %d heads: one a head, [H] or [B, H]"
              .formatted(slopes.shape(), heads.size(0), heads.size(1)),
          e);
    }
  }

  private static Tensor dense(Tensor bias, Operands operands) {
    if (bias.dtype() != operands.dtype() && bias.dtype() != operands.computed()) {
      throw new IllegalArgumentException(
          "bias is %s and queries are %s: they share one dtype"
              .formatted(bias.dtype(), operands.dtype()));
    }
    return MaskRules.broadcast("bias", bias, operands.scores());
  }
}
