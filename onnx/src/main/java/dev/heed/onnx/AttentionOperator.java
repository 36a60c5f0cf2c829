package dev.heed.onnx;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.mask.Bias;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * ONNX's {@code Attention}, versions 23, 24 (lengths) and 25 (windows); a later opset is taken as
 * 25.
 *
 * <p>Where the operator's text leaves something open: a mask whose last axis is shorter than the
 * keys is extended, with false or −∞, also where that axis is 1; a row without keys is 0; output
 * mode 0 gives the scores before the cap.
 */
final class AttentionOperator implements Operator {
  private static final int FIRST = 23;
  private static final int WITH_LENGTHS = 24;
  private static final int WITH_WINDOWS = 25;

  private static final String MASK = "attn_mask";
  private static final String LENGTHS = "nonpad_kv_seqlen";
  private static final String SCORES = "qk_matmul_output";

  private static final List<String> INPUTS =
      List.of("Q", "K", "V", MASK, "past_key", "past_value", LENGTHS);
  private static final List<String> OUTPUTS = List.of("Y", "present_key", "present_value", SCORES);

  private final int opset;
  private final int heads;
  private final int keyHeads;
  private final Attention plain;
  private final boolean doubled;
  private final boolean causal;
  private final int left;
  private final int right;
  private final int mode;

  AttentionOperator(int opset, Attributes attributes) {
    if (opset < FIRST) {
      throw attributes.error("of opset %d: it came with opset %d".formatted(opset, FIRST));
    }
    this.opset = opset;
    attributes.allow(known(opset));
    this.heads = attributes.whole("q_num_heads", 1, Integer.MAX_VALUE).orElse(0);
    this.keyHeads = attributes.whole("kv_num_heads", 1, Integer.MAX_VALUE).orElse(0);
    this.causal = attributes.whole("is_causal", 0, 1).orElse(0) == 1;
    this.left = attributes.whole("left_window_size", -1, Integer.MAX_VALUE).orElse(-1);
    this.right = attributes.whole("right_window_size", -1, Integer.MAX_VALUE).orElse(-1);
    this.mode = attributes.whole("qk_matmul_output_mode", 0, 3).orElse(0);
    this.doubled = Precision.isDouble(attributes);
    this.plain = capped(attributes, Precision.scaled(attributes));
  }

  private static List<String> known(int opset) {
    List<String> first =
        List.of(
            "is_causal",
            "kv_num_heads",
            "q_num_heads",
            "qk_matmul_output_mode",
            "scale",
            "softcap",
            "softmax_precision");
    List<String> windows = List.of("left_window_size", "right_window_size");
    return opset < WITH_WINDOWS ? first : Stream.of(first, windows).flatMap(List::stream).toList();
  }

  private static Attention capped(Attributes attributes, Attention attention) {
    OptionalDouble cap = attributes.number("softcap");
    if (cap.isEmpty() || cap.getAsDouble() == 0) {
      return attention;
    }
    return attention.withSoftcap(cap.getAsDouble());
  }

  @Override
  public List<String> inputs() {
    return opset < WITH_LENGTHS ? INPUTS.subList(0, INPUTS.size() - 1) : INPUTS;
  }

  @Override
  public List<String> outputs() {
    return OUTPUTS;
  }

  @Override
  public SequencedMap<String, Tensor> run(Call call) {
    call.allow(this);
    HeadedInputs given = HeadedInputs.of(call, heads, keyHeads);
    HeadedInputs in = Precision.computed(given, doubled);
    Attention attention =
        plain
            .withExecution(call.execution())
            .withMask(mask(call, in))
            .withBias(bias(call, given, in));
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    DType type = given.query().dtype();
    if (call.wanted().contains(SCORES)) {
      Steps steps = attention.steps(in.query(), in.key(), in.value(), Long.MAX_VALUE);
      outputs.put(SCORES, HeadedInputs.as(scores(steps), type));
      outputs.put("Y", in.laidOut(steps.output(), type));
    } else {
      outputs.put("Y", in.laidOut(attention.compute(in.query(), in.key(), in.value()), type));
    }
    if (call.wanted().contains("present_key")) {
      outputs.put("present_key", given.key().copy());
    }
    if (call.wanted().contains("present_value")) {
      outputs.put("present_value", given.value().copy());
    }
    outputs.keySet().retainAll(call.wanted());
    return outputs;
  }

  private Tensor scores(Steps steps) {
    return switch (mode) {
      case 0 -> steps.scaled();
      case 1 -> steps.capped();
      case 2 -> steps.masked();
      default -> steps.weights();
    };
  }

  private Mask mask(Call call, HeadedInputs in) {
    int keys = in.key().size(2);
    Mask mask = Mask.none();
    if (call.has(LENGTHS)) {
      mask = mask.and(Mask.lengths(lengths(call, in)));
    }
    if (call.has(MASK) && call.input(MASK).dtype() == DType.BOOL) {
      mask = mask.and(Mask.keep(extended(call.input(MASK), keys)));
    }
    Standing standing = new Standing(in.query().size(2), keys, in.past(), call.has(LENGTHS));
    return mask.and(standing.window(left, causal && right != 0 ? 0 : right));
  }

  private static int[] lengths(Call call, HeadedInputs in) {
    Tensor given = call.input(LENGTHS);
    if (call.has("past_key")) {
      throw new IllegalArgumentException(
          LENGTHS + " and past_key: a call has one of both, a cache that is filled or a past");
    }
    if (given.rank() != 1 || given.size(0) != in.query().size(0)) {
      throw new IllegalArgumentException(
          "%s %s for a batch of %d: one number a sequence"
              .formatted(LENGTHS, given.shape(), in.query().size(0)));
    }
    int keys = in.key().size(2);
    int[] lengths = new int[given.size(0)];
    for (int b = 0; b < lengths.length; b++) {
      double length = given.get(b);
      if (!(length >= 0 && length <= keys) || length != Math.rint(length)) {
        throw new IllegalArgumentException(
            "%s holds %s: a whole number from 0 to the %d keys that there are"
                .formatted(LENGTHS, length, keys));
      }
      lengths[b] = (int) length;
    }
    return lengths;
  }

  private static Bias bias(Call call, HeadedInputs given, HeadedInputs in) {
    Tensor mask = call.inputs().get(MASK);
    if (mask == null || mask.dtype() == DType.BOOL) {
      return Bias.none();
    }
    if (mask.dtype() != given.query().dtype()) {
      throw new IllegalArgumentException(
          "%s is %s and Q is %s: it is bool, or of the type of Q"
              .formatted(MASK, mask.dtype(), given.query().dtype()));
    }
    return Bias.dense(HeadedInputs.as(extended(mask, in.key().size(2)), in.query().dtype()));
  }

  /** The mask with as many columns as there are keys; those that it lacks leave their key out. */
  private static Tensor extended(Tensor mask, int keys) {
    int last = mask.rank() - 1;
    if (last < 0 || mask.size(last) >= keys) {
      return mask;
    }
    Tensor wide = Tensor.zeros(mask.dtype(), mask.shape().with(last, keys));
    if (mask.dtype() != DType.BOOL) {
      Tensor out = Tensor.of(new double[] {Double.NEGATIVE_INFINITY}, 1);
      out.broadcastTo(wide.shape()).copyInto(wide);
    }
    mask.copyInto(wide.slice(last, 0, mask.size(last)));
    return wide;
  }
}
