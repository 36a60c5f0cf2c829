package dev.heed.explorer.subject;

import dev.heed.attention.Attention;
import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How attention of own arrays is computed.
 *
 * @param dtype what is computed in; null for what the arrays ask for
 * @param scale empty for 1/√D
 * @param softcap empty for none
 * @param causal whether a query sees no key after its own
 * @param corner where queries and keys are lined up; null where there are as many
 * @param window keys before and after the query's own, −1 for all; null for no window
 * @param painted flags {@code [L, S]}, true where a query may look; null for none
 * @param alibi slopes of ALiBi; empty for those of its paper; null for no such bias
 * @param lengths keys of each entry of the batch; empty for all
 * @param heads into how many heads Q is split; 0 for as it is
 * @param keyHeads into how many heads K and V are; 0 for as many
 */
public record AttentionOptions(
    @Nullable DType dtype,
    OptionalDouble scale,
    OptionalDouble softcap,
    boolean causal,
    @Nullable Corner corner,
    @Nullable Window window,
    @Nullable Tensor painted,
    @Nullable List<Double> alibi,
    List<Integer> lengths,
    int heads,
    int keyHeads) {
  /**
   * Keys that a query sees.
   *
   * @param left before its own, −1 for all
   * @param right after its own, −1 for all
   */
  public record Window(int left, int right) {}

  /** Plain scaled dot-product attention. */
  public static AttentionOptions none() {
    return new AttentionOptions(
        null,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        false,
        null,
        null,
        null,
        null,
        List.of(),
        0,
        0);
  }

  /**
   * The operator without its bias.
   *
   * @param layer the entry of the batch
   * @throws IllegalArgumentException if a number is not what it may be
   */
  Attention attention(int layer) {
    Attention attention = Attention.scaledDotProduct().withMask(mask(layer));
    if (scale.isPresent()) {
      attention = attention.withScale(scale.getAsDouble());
    }
    return softcap.isPresent() ? attention.withSoftcap(softcap.getAsDouble()) : attention;
  }

  /** The bias of all heads. */
  Bias bias(int count) {
    return alibi == null ? Bias.none() : alibi(slopes(count, alibi));
  }

  /** The bias of one head by itself. */
  Bias bias(int count, int head) {
    return alibi == null ? Bias.none() : alibi(slopes(count, alibi).slice(0, head, head + 1));
  }

  private Bias alibi(Tensor slopes) {
    return corner == null ? Bias.alibi(slopes) : Bias.alibi(slopes, corner);
  }

  private static Tensor slopes(int count, List<Double> given) {
    if (given.isEmpty()) {
      return Bias.alibiSlopes(count);
    }
    if (given.size() != count) {
      throw new IllegalArgumentException(
          "alibi has %d slopes for %d heads: one for each head".formatted(given.size(), count));
    }
    return Tensor.of(given.stream().mapToDouble(Double::doubleValue).toArray(), count);
  }

  /** All masks together. */
  Mask mask(int layer) {
    Mask mask = Mask.none();
    if (causal) {
      mask = mask.and(corner == null ? Mask.causal() : Mask.causal(corner));
    }
    if (window != null) {
      mask =
          mask.and(
              corner == null
                  ? Mask.window(window.left, window.right)
                  : Mask.window(window.left, window.right, corner));
    }
    if (painted != null) {
      mask = mask.and(Mask.keep(painted));
    }
    return lengths.isEmpty() ? mask : mask.and(Mask.lengths(lengths.get(layer)));
  }
}
