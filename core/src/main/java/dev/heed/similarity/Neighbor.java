package dev.heed.similarity;

import java.util.Comparator;

/**
 * A row of a matrix that is near a vector.
 *
 * @param index number of the row, from 0
 * @param similarity the cosine, from −1 to 1
 */
public record Neighbor(int index, double similarity) implements Comparable<Neighbor> {
  private static final Comparator<Neighbor> NEAREST_FIRST =
      Comparator.comparingDouble(Neighbor::similarity).reversed().thenComparing(Neighbor::index);

  /** The nearer one comes first, and of two that are equally near the one of the lower index. */
  @Override
  public int compareTo(Neighbor other) {
    return NEAREST_FIRST.compare(this, other);
  }
}
