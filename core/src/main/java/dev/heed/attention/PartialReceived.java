package dev.heed.attention;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What some keys receive from some queries: each key's sum of weights. Of other keys it is another
 * sum, and of other queries one to be added.
 *
 * @param firstQuery the first of the queries in the whole
 * @param queries how many they are
 * @param firstKey the key that the first sum is of
 * @param sums {@code […, n]} float64
 */
public record PartialReceived(int firstQuery, int queries, int firstKey, Tensor sums) {
  /**
   * @throws IllegalArgumentException if a number is negative or sums are no float64
   */
  public PartialReceived {
    if (firstQuery < 0 || queries < 0 || firstKey < 0 || sums.dtype() != DType.FLOAT64) {
      throw new IllegalArgumentException(
          "sums %s of keys from %d on over %d queries from %d on: float64, and counted from 0"
              .formatted(sums, firstKey, queries, firstQuery));
    }
  }

  /** Behind the last query. */
  private int endQuery() {
    return firstQuery + queries;
  }

  /**
   * What keys receive from the queries of all chunks. Chunks are added in the order of their
   * queries, all at once, so the bits are the same for any order of arrival. Chunks that leave the
   * keys nothing may be missing: what they add is 0. One that came twice with the same bits counts
   * once.
   *
   * @return from the first query of the first chunk to the last one of the last
   * @throws IllegalArgumentException if there is none, keys or shapes differ, or a query is in two
   *     chunks
   */
  public static PartialReceived sum(List<PartialReceived> chunks) {
    List<PartialReceived> sorted =
        chunks.stream()
            .sorted(
                Comparator.comparingInt(PartialReceived::firstQuery)
                    .thenComparingInt(PartialReceived::queries))
            .toList();
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("no sums to add: at least one chunk of queries");
    }
    PartialReceived first = sorted.getFirst();
    double[] sums = new double[(int) first.sums.shape().elements()];
    PartialReceived last = null;
    for (PartialReceived chunk : sorted) {
      if (last == null || !chunk.isAgain(last)) {
        chunk.requireBeside(first, last);
        double[] more = chunk.sums.toDoubleArray();
        for (int n = 0; n < sums.length; n++) {
          sums[n] += more[n];
        }
        last = chunk;
      }
    }
    int end = last == null ? first.endQuery() : last.endQuery();
    return new PartialReceived(
        first.firstQuery,
        end - first.firstQuery,
        first.firstKey,
        Tensor.of(sums, first.sums.shape().sizes()));
  }

  /** Refuses what cannot be added to a chunk, or meets the one before. */
  private void requireBeside(PartialReceived first, @Nullable PartialReceived before) {
    if (firstKey != first.firstKey || !sums.shape().equals(first.sums.shape())) {
      throw new IllegalArgumentException(
          "sums %s of keys from %d on and %s from %d on: chunks are added of the same keys"
              .formatted(sums.shape(), firstKey, first.sums.shape(), first.firstKey));
    }
    if (before != null && firstQuery < before.endQuery()) {
      throw new IllegalArgumentException(
          "queries %d to %d and %d to %d: each query is in one chunk, and has the same sums again"
              .formatted(before.firstQuery, before.endQuery(), firstQuery, endQuery()));
    }
  }

  private boolean isAgain(PartialReceived other) {
    return firstQuery == other.firstQuery
        && queries == other.queries
        && firstKey == other.firstKey
        && Arrays.equals(sums.toDoubleArray(), other.sums.toDoubleArray());
  }
}
