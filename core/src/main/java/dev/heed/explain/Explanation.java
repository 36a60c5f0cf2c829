package dev.heed.explain;

import dev.heed.tensor.DType;
import java.util.List;
import java.util.stream.Stream;

/**
 * One query and one key of one head, followed through the seven steps of attention. Every number is
 * that of {@code Attention.steps} to the bit, log-sum-exp and output also those of {@code
 * Attention.evaluate}. The products are added as on the path for many queries, in the order of the
 * columns; the path for up to 8 queries adds them in another order, within the error that attention
 * promises.
 *
 * <p>A key of another packed sequence has products, score, scaled and capped here, though attention
 * computes none of them; biases and masks by position are not asked about it.
 *
 * @param pair which query and key
 * @param computed what is computed with, float32 or float64
 * @param keyHead the key/value head that the query head reads
 * @param products step 1, one for each of the D columns
 * @param score step 1, their sum
 * @param scale the factor of step 2, as it is in that dtype
 * @param scaled step 2, scale·score
 * @param softcap c of step 3; 0 for none
 * @param capped step 3, c·tanh(scaled/c); scaled itself without a cap
 * @param biases step 4, what each bias made of it, in their order
 * @param biased step 4, the score after all of them
 * @param masks step 5, what each mask says, in their order
 * @param attended whether the key is left in, by all masks and biases
 * @param masked step 5, biased, or −∞ where a mask leaves the key out
 * @param row the query's softmax over all its keys
 * @param power exp(masked − maximum); 0 for a key that is left out
 * @param weight step 6, power·(1/sum)
 * @param rank the key's place among those left, by weight, from 1; of equal ones the lower key
 *     comes first; 0 where it is left out
 * @param values step 7, what the key adds to the output
 */
public record Explanation(
    Pair pair,
    DType computed,
    int keyHead,
    List<Product> products,
    double score,
    double scale,
    double scaled,
    double softcap,
    double capped,
    List<BiasChange> biases,
    double biased,
    List<MaskVerdict> masks,
    boolean attended,
    double masked,
    RowSoftmax row,
    double power,
    double weight,
    int rank,
    ValueShare values) {
  /** Copies the lists. */
  public Explanation {
    products = List.copyOf(products);
    biases = List.copyOf(biases);
    masks = List.copyOf(masks);
  }

  /** The names of all biases and masks that leave the key out; empty where it is left in. */
  public List<String> leftOutBy() {
    return Stream.concat(
            biases.stream().filter(BiasChange::leavesOut).map(BiasChange::name),
            masks.stream().filter(MaskVerdict::leavesOut).map(MaskVerdict::name))
        .toList();
  }

  /**
   * masked − maximum in what is computed with, the power of e in step 6; −∞ for a key that is left
   * out, NaN where the query has no key.
   */
  public double difference() {
    double difference = masked - row.maximum();
    return computed == DType.FLOAT32 ? (float) difference : difference;
  }
}
