package dev.heed.spark.sequence;

import dev.heed.attention.Attention;
import dev.heed.execution.Execution;
import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * What of an attention travels to executors: its scale, its cap, and masks that are said in a few
 * numbers.
 *
 * @param scale null for 1/√D
 * @param softcap null for none
 * @param masks all of which a key must pass
 */
record AttentionRule(@Nullable Double scale, @Nullable Double softcap, List<MaskPart> masks)
    implements Serializable {
  /** A mask that is said in a few numbers. */
  sealed interface MaskPart extends Serializable {
    /** The mask. */
    Mask mask();
  }

  private record CausalPart(@Nullable Corner corner) implements MaskPart {
    @Override
    public Mask mask() {
      return new Mask.Causal(corner);
    }
  }

  private record WindowPart(int left, int right, @Nullable Corner corner) implements MaskPart {
    @Override
    public Mask mask() {
      return new Mask.Window(left, right, corner);
    }
  }

  private record LengthsPart(List<Integer> keys) implements MaskPart {
    @Override
    public Mask mask() {
      return new Mask.Lengths(keys);
    }
  }

  /**
   * The rule of an attention, without its sinks and its execution.
   *
   * @throws IllegalArgumentException if it has a bias, or a mask that does not travel
   */
  static AttentionRule of(Attention attention) {
    if (!attention.bias().equals(Bias.none())) {
      throw new IllegalArgumentException("a bias does not travel to executors: use masks alone");
    }
    List<MaskPart> masks = attention.mask().parts().stream().map(AttentionRule::part).toList();
    return new AttentionRule(boxed(attention.scale()), boxed(attention.softcap()), masks);
  }

  private static MaskPart part(Mask mask) {
    return switch (mask) {
      case Mask.Causal(Corner corner) -> new CausalPart(corner);
      case Mask.Window(int left, int right, Corner corner) -> new WindowPart(left, right, corner);
      case Mask.Lengths(List<Integer> keys) -> new LengthsPart(keys);
      default ->
          throw new IllegalArgumentException(
              "a mask of %s does not travel to executors: causal, window and lengths do"
                  .formatted(mask.getClass().getSimpleName().toLowerCase(Locale.ROOT)));
    };
  }

  private static @Nullable Double boxed(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }

  /** The attention, on as many threads as Spark gives the task. */
  Attention attention() {
    TaskContext task = TaskContext.get();
    Execution run = Execution.standard();
    Attention plain =
        Attention.scaledDotProduct()
            .withMask(new Mask.All(masks.stream().map(MaskPart::mask).toList()))
            .withExecution(task == null ? run : run.withThreads(task.cpus()));
    Attention scaled = scale == null ? plain : plain.withScale(scale);
    return softcap == null ? scaled : scaled.withSoftcap(softcap);
  }
}
