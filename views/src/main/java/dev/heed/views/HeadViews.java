package dev.heed.views;

import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The matrices that a tensor with leading axes consists of, each with its place in words. */
public final class HeadViews {
  private HeadViews() {}

  /**
   * One head of one sequence.
   *
   * @param title {@code sequence 0, head 1}; empty without leading axes
   * @param index position on the leading axes
   */
  public record Head(String title, List<Integer> index) {}

  /** The heads of a tensor whose last {@code own} axes belong to each head. */
  public static List<Head> of(Tensor tensor, int own) {
    List<Head> heads = new ArrayList<>();
    collect(tensor, tensor.rank() - own, List.of(), heads);
    return heads;
  }

  /**
   * The part of {@code tensor} that a head uses. Where the tensor has fewer heads than the queries
   * ({@code counts}), neighbouring query heads share one; missing leading axes are shared by all.
   *
   * @param counts sizes of the queries' leading axes
   * @param own trailing axes that belong to each head
   */
  public static Tensor part(Tensor tensor, Head head, int[] counts, int own) {
    Tensor part = tensor;
    int leading = tensor.rank() - own;
    for (int axis = 0; axis < leading; axis++) {
      int theirs = head.index().size() - leading + axis;
      part = part.select(0, head.index().get(theirs) * tensor.size(axis) / counts[theirs]);
    }
    return part;
  }

  private static void collect(Tensor tensor, int leading, List<Integer> index, List<Head> heads) {
    int axis = index.size();
    if (axis == leading) {
      heads.add(new Head(title(index), index));
      return;
    }
    for (int position = 0; position < tensor.size(axis); position++) {
      List<Integer> longer = new ArrayList<>(index);
      longer.add(position);
      collect(tensor, leading, longer, heads);
    }
  }

  private static String title(List<Integer> index) {
    return switch (index.size()) {
      case 0 -> "";
      case 1 -> "head " + index.get(0);
      case 2 -> "sequence " + index.get(0) + ", head " + index.get(1);
      default -> "block " + index;
    };
  }
}
