package dev.heed.multihead;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.execution.Execution;
import dev.heed.layers.Linear;
import dev.heed.mask.Bias;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attention in several heads between learned linear maps, with the parameters and the names of
 * PyTorch's {@code nn.MultiheadAttention}; without dropout. Immutable.
 *
 * <p>Letters: N sequences of a batch, L queries, S keys, E columns of an embedding, H heads of D =
 * E/H columns, kdim and vdim columns of what keys and values are made of; S' = S and one for each
 * extra key. Queries are {@code [N, L, E]}, keys {@code [N, S, kdim]}, values {@code [N, S, vdim]},
 * unless {@link #withLayout} says otherwise; a single sequence comes without N.
 *
 * <p>Scale, masks, bias, softcap and sinks are those of the {@link Attention} that this value
 * holds; they see {@code [N, H, L, S]}, an N of 1 for a single sequence. Extra keys, the learned
 * one ({@code bias_k}, {@code bias_v}) and then the one of zeros, stand behind all others, and no
 * mask, padding or bias touches them. A query that is left no key gets 0 from each head, so its
 * output is {@code out_proj.bias}; PyTorch gives that or NaN.
 *
 * <p>Inputs have one dtype. float16 and bfloat16 are computed in float32 and rounded once, at the
 * end. The output's bits depend neither on threads nor on the batch or the layout, nor on whether
 * weights are asked for.
 *
 * <p>Source: Vaswani et al. 2017, section 3.2.2.
 */
public final class MultiHeadAttention {
  private final MultiHeadParameters parameters;
  private final boolean zeroKey;
  private final EmbeddingLayout layout;
  private final Mask.@Nullable Flags padding;
  private final Attention attention;

  private MultiHeadAttention(
      MultiHeadParameters parameters,
      boolean zeroKey,
      EmbeddingLayout layout,
      Mask.@Nullable Flags padding,
      Attention attention) {
    this.parameters = parameters;
    this.zeroKey = zeroKey;
    this.layout = layout;
    this.padding = padding;
    this.attention = attention;
  }

  /** {@link #of(Map, String, int)} of tensors whose names have no prefix. */
  public static MultiHeadAttention of(Map<String, Tensor> named, int heads) {
    return of(named, "", heads);
  }

  /**
   * The module with the given parameters, which are copied: {@code in_proj_weight [3·E, E]}, or
   * {@code q_proj_weight [E, E]}, {@code k_proj_weight [E, kdim]} and {@code v_proj_weight [E,
   * vdim]}; {@code out_proj.weight [E, E]}; {@code in_proj_bias [3·E]} and {@code out_proj.bias
   * [E]}, or neither; {@code bias_k} and {@code bias_v [1, 1, E]}, or neither. All have one dtype;
   * float16 and bfloat16 are widened to float32.
   *
   * @param named the module's tensors, maybe among others
   * @param prefix what the names of the module's tensors begin with, {@code "layers.0.self_attn."}
   *     for example; tensors with other names are passed over
   * @param heads H, which divides E
   * @throws IllegalArgumentException if a tensor is missing, superfluous, ill-shaped or of another
   *     dtype, or the heads do not divide E
   */
  public static MultiHeadAttention of(Map<String, Tensor> named, String prefix, int heads) {
    return new MultiHeadAttention(
        MultiHeadParameters.of(named, prefix, heads),
        false,
        EmbeddingLayout.BATCH_FIRST,
        null,
        Attention.scaledDotProduct());
  }

  /** The same with another operator, whose scale is 1/√D unless it has one of its own. */
  public MultiHeadAttention withAttention(Attention other) {
    return new MultiHeadAttention(parameters, zeroKey, layout, padding, other);
  }

  /** The same for inputs and output with their axes in the given order. */
  public MultiHeadAttention withLayout(EmbeddingLayout order) {
    return new MultiHeadAttention(parameters, zeroKey, order, padding, attention);
  }

  /** The same with a key of zeros and a value of zeros: PyTorch's {@code add_zero_attn}. */
  public MultiHeadAttention withZeroKey() {
    return new MultiHeadAttention(parameters, true, layout, padding, attention);
  }

  /**
   * The same with the keys left out whose flag is true, besides what the attention's mask leaves
   * out: PyTorch's {@code key_padding_mask}. Takes the place of other padding.
   *
   * @param flags bool, {@code [N, S]} whatever the layout, or {@code [S]} for a single sequence;
   *     read, not copied
   * @throws IllegalArgumentException if the dtype is another
   */
  public MultiHeadAttention withHiddenKeys(Tensor flags) {
    return withPadding(new Mask.Flags(flags, false));
  }

  /** The same with only those keys left whose flag is true; see {@link #withHiddenKeys}. */
  public MultiHeadAttention withKeptKeys(Tensor flags) {
    return withPadding(new Mask.Flags(flags, true));
  }

  private MultiHeadAttention withPadding(Mask.Flags flags) {
    return new MultiHeadAttention(parameters, zeroKey, layout, flags, attention);
  }

  /** H. */
  public int heads() {
    return parameters.heads();
  }

  /** The operator between the maps, without the padding. */
  public Attention attention() {
    return attention;
  }

  /** The order of the axes of inputs and output. */
  public EmbeddingLayout layout() {
    return layout;
  }

  /**
   * PyTorch's mask of three axes, {@code [N·H, L, S]} with entry n·H + h for head h of sequence n,
   * seen as {@code [N, H, L, S]}, which {@link Mask#hide} and {@link Attention#withBias(Tensor)}
   * take.
   *
   * @throws IllegalArgumentException if there are other axes, or the first is no multiple of H
   */
  public Tensor perHead(Tensor stacked) {
    if (stacked.rank() != 3 || stacked.size(0) == 0 || stacked.size(0) % heads() != 0) {
      throw new IllegalArgumentException(
          "mask %s for %d heads: it is [N·H, L, S], one entry for each head of a sequence"
              .formatted(stacked.shape(), heads()));
    }
    return stacked.permute(1, 2, 0).splitHeads(stacked.size(0) / heads()).permute(1, 3, 0, 2);
  }

  /** Self-attention: {@link #compute(Tensor, Tensor, Tensor)} with X as all three. */
  public Tensor compute(Tensor x) {
    return compute(x, x, x);
  }

  /**
   * The output, in the layout and the dtype of the queries, as a new tensor on the heap in C order.
   * Time O(N·L·S·E + N·(L+S)·E²), memory O(N·(L+S)·E).
   *
   * @param query {@code [N, L, E]}, {@code [L, N, E]} or {@code [L, E]}
   * @param key the same with S rows of kdim columns
   * @param value the same with S rows of vdim columns
   * @throws IllegalArgumentException if shapes or dtypes do not fit each other, the parameters, the
   *     padding or the attention
   * @throws IllegalStateException if the wished kernels cannot run, or native memory is closed
   * @throws java.util.concurrent.CancellationException if the thread is interrupted or the observer
   *     of the attention's execution cancels, which is told of the attention alone
   */
  public Tensor compute(Tensor query, Tensor key, Tensor value) {
    Projected split = project(query, key, value);
    Tensor joined = extraKeys().compute(masked(query, split), split);
    return mapped(joined, query);
  }

  /** Self-attention: {@link #evaluate(Tensor, Tensor, Tensor)} with X as all three. */
  public MultiHeadResult evaluate(Tensor x) {
    return evaluate(x, x, x);
  }

  /**
   * Output and weights, for up to {@link Steps#DEFAULT_LIMIT} weights; see {@link #evaluate(Tensor,
   * Tensor, Tensor, long)}.
   */
  public MultiHeadResult evaluate(Tensor query, Tensor key, Tensor value) {
    return evaluate(query, key, value, Steps.DEFAULT_LIMIT);
  }

  /**
   * The output of {@link #compute(Tensor, Tensor, Tensor)}, to the bit, and the weights of every
   * head. Memory O(N·H·L·S), several times.
   *
   * @param limit the largest number of weights, N·H·L·S
   * @throws IllegalArgumentException if there are more, or as {@code compute} does
   */
  public MultiHeadResult evaluate(Tensor query, Tensor key, Tensor value, long limit) {
    Projected split = project(query, key, value);
    MultiHeadResult result = extraKeys().evaluate(masked(query, split), split, limit);
    Tensor weights = result.weights();
    return new MultiHeadResult(
        mapped(result.output(), query), query.rank() == 2 ? weights.select(0, 0) : weights);
  }

  /**
   * The heads' queries {@code [N, H, L, D]}, keys and values {@code [N, H, S, D]}, views of three
   * tensors in the dtype of the computation: what the attention is given, N = 1 for a single
   * sequence.
   *
   * @throws IllegalArgumentException if shapes or dtypes do not fit each other or the parameters
   */
  public Projected project(Tensor query, Tensor key, Tensor value) {
    new EmbeddingCheck(layout, parameters).require(query, key, value);
    return new Projected(
        heads(parameters.query(), query),
        heads(parameters.key(), key),
        heads(parameters.value(), value));
  }

  private Tensor heads(Linear map, Tensor x) {
    Tensor rows = x.dtype().isStorage() ? x.to(parameters.computed()) : x;
    return map.apply(batchFirst(rows), quiet()).splitHeads(heads());
  }

  /** {@code [N, H, L, D]} through the last map, as it is handed out. */
  private Tensor mapped(Tensor heads, Tensor query) {
    Tensor merged = heads.mergeHeads();
    Tensor rows =
        query.rank() == 2
            ? merged.select(0, 0)
            : layout == EmbeddingLayout.LENGTH_FIRST ? merged.permute(1, 0, 2) : merged;
    Tensor output = parameters.output().apply(rows, quiet());
    return query.dtype().isStorage() ? output.to(query.dtype()) : output;
  }

  private Tensor batchFirst(Tensor x) {
    if (x.rank() == 2) {
      return x.unsqueeze();
    }
    return layout == EmbeddingLayout.LENGTH_FIRST ? x.permute(1, 0, 2) : x;
  }

  private ExtraKeys extraKeys() {
    return new ExtraKeys(parameters.extraKey(), parameters.extraValue(), zeroKey);
  }

  /** The attention with the padding, for heads that are computed as {@code split} is. */
  private Attention masked(Tensor query, Projected split) {
    DType given = query.dtype();
    Attention wide = given.isStorage() ? attention.withBias(widened(given)) : attention;
    if (padding == null) {
      return wide;
    }
    Tensor flags = padding.flags();
    boolean single = query.rank() == 2;
    boolean fits =
        flags.rank() == (single ? 1 : 2)
            && flags.size(-1) == split.key().size(2)
            && (single || flags.size(0) == split.key().size(0));
    if (!fits) {
      throw new IllegalArgumentException(
          "padding %s for %d sequences of %d keys: a flag for each key, [N, S] or [S] without N"
              .formatted(flags.shape(), split.key().size(0), split.key().size(2)));
    }
    Tensor perKey = single ? flags : flags.unsqueeze().unsqueeze().permute(2, 0, 1, 3);
    return wide.withMask(attention.mask().and(new Mask.Flags(perKey, padding.keep())));
  }

  /** The bias with half floats that go with half floats as what they are computed with. */
  private Bias widened(DType given) {
    List<Bias> parts =
        attention.bias().parts().stream()
            .map(part ->
                part instanceof Bias.Dense one && one.numbers().dtype() == given
                    ? Bias.dense(one.numbers().to(parameters.computed()))
                    : part)
            .toList();
    return new Bias.All(parts);
  }

  /** Without the observer, which counts tiles of queries and not rows of a map. */
  private Execution quiet() {
    Execution execution = attention.execution();
    return new Execution(execution.threads(), execution.executor(), execution.kernels());
  }
}
