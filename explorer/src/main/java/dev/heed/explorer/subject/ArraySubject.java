package dev.heed.explorer.subject;

import dev.heed.attention.Attention;
import dev.heed.execution.Execution;
import dev.heed.multihead.Projected;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.views.Labels;
import java.util.Map;
import java.util.stream.IntStream;

/** Arrays of the user's own, and how attention is computed of them. */
public final class ArraySubject implements Subject {
  private final String id;
  private final String title;
  private final Map<String, Tensor> given;
  private final AttentionOptions options;
  private final Projected arrays;
  private final Sizes sizes;

  /**
   * @param given the arrays as they were posted, by name
   * @param arrays Q {@code [layers, H, L, D]}, K {@code [layers, Hk, S, D]}, V {@code [layers, Hk,
   *     S, Dv]}
   */
  ArraySubject(
      String id,
      String title,
      Map<String, Tensor> given,
      AttentionOptions options,
      Projected arrays) {
    this.id = id;
    this.title = title;
    this.given = given;
    this.options = options;
    this.arrays = arrays;
    this.sizes =
        new Sizes(
            arrays.query().size(0),
            arrays.query().size(1),
            arrays.key().size(1),
            arrays.query().size(2),
            arrays.key().size(2),
            arrays.query().size(3),
            arrays.value().size(3));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String title() {
    return title;
  }

  /** The arrays as they were posted, by name. */
  public Map<String, Tensor> given() {
    return given;
  }

  /** How attention is computed. */
  public AttentionOptions options() {
    return options;
  }

  @Override
  public Sizes sizes() {
    return sizes;
  }

  @Override
  public DType dtype() {
    return arrays.query().dtype();
  }

  @Override
  public long bytes() {
    long elements =
        arrays.query().shape().elements()
            + arrays.key().shape().elements()
            + arrays.value().shape().elements();
    for (Tensor array : given.values()) {
      elements += array.shape().elements();
    }
    return Double.BYTES * elements + 1024;
  }

  @Override
  public Labels labels() {
    return Labels.numbered();
  }

  @Override
  public KeptKeys kept(int layer) {
    return KeptKeys.of(options.mask(layer), sizes.queries(), sizes.keys());
  }

  @Override
  public int[] tokens() {
    return IntStream.range(0, sizes.keys()).toArray();
  }

  @Override
  public LayerAttention layer(int layer, Execution execution) {
    Attention attention = options.attention(layer).withExecution(execution);
    Projected own =
        new Projected(
            arrays.query().select(0, layer),
            arrays.key().select(0, layer),
            arrays.value().select(0, layer));
    return new LayerAttention(
        attention.withBias(options.bias(sizes.heads())),
        own,
        head -> attention.withBias(options.bias(sizes.heads(), head)));
  }
}
