package dev.heed.inspection;

import dev.heed.mask.Corner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of attention beside the output, as an immutable value. Everything is answered while
 * the tiles of one call pass, in memory O(L+S) and the size of the answers, and changes no bit of
 * the output. Log-sum-exp and row maximum are always there.
 *
 * <p>Entropy, distance, masses and top keys cost little. Received attention, maps and blocks need
 * the final sum of each row: the scores of their tiles are computed a second time.
 *
 * @param entropy whether the entropy of each row is wanted
 * @param distance how queries and keys line up for the mean distance; null where nobody asks
 * @param masses sets of keys whose weights are added up, by name
 * @param topKeys keys of each query that are listed; 0 for none
 * @param receivedFrom the queries whose attention each key receives; null where nobody asks
 * @param map the pooled map; null where nobody asks
 * @param blocks weights that are wanted in full
 * @param valueWeighted whether top keys, received attention, map and blocks are wanted of weights
 *     times ‖v‖ too
 * @param only the queries that are looked at; null for all
 */
public record Inspection(
    boolean entropy,
    @Nullable Distance distance,
    Map<String, KeySet> masses,
    int topKeys,
    @Nullable IntPredicate receivedFrom,
    @Nullable PooledMap map,
    List<Block> blocks,
    boolean valueWeighted,
    @Nullable Queries only) {
  /**
   * Some queries that follow each other.
   *
   * @param first row of the queries' tensor
   * @param end behind the last
   */
  public record Queries(int first, int end) {
    /**
     * @throws IllegalArgumentException if there is none, or they begin below 0
     */
    public Queries {
      if (first < 0 || first >= end) {
        throw new IllegalArgumentException(
            "queries %d to %d: at least one, from 0 on".formatted(first, end));
      }
    }
  }

  /**
   * How the distance of a key is counted.
   *
   * @param corner which query stands at which key; may be null where there are as many
   */
  public record Distance(@Nullable Corner corner) {}

  /**
   * A map whose cells stand for several weights each.
   *
   * @param cells rows and columns of it
   * @param value what a cell says
   * @param region the part of the matrix that it is of; null for all of it
   */
  public record PooledMap(int cells, CellValue value, @Nullable Block region) {
    /**
     * @throws IllegalArgumentException if it has no cell
     */
    public PooledMap {
      if (cells < 1) {
        throw new IllegalArgumentException("a map of %d cells a side: at least 1".formatted(cells));
      }
    }
  }

  /**
   * Copies lists and maps.
   *
   * @throws IllegalArgumentException if there are fewer top keys than 0
   */
  public Inspection {
    masses = Collections.unmodifiableMap(new LinkedHashMap<>(masses));
    blocks = List.copyOf(blocks);
    if (topKeys < 0) {
      throw new IllegalArgumentException("top %d keys: at least 0".formatted(topKeys));
    }
  }

  /** Log-sum-exp and row maximum alone. */
  public static Inspection none() {
    return new Inspection(false, null, Map.of(), 0, null, null, List.of(), false, null);
  }

  /** The same with the entropy of each row. */
  public Inspection withEntropy() {
    return new Inspection(
        true, distance, masses, topKeys, receivedFrom, map, blocks, valueWeighted, only);
  }

  /** The same with the mean distance of each row, where there are as many queries as keys. */
  public Inspection withDistance() {
    return with(new Distance(null));
  }

  /** The same with the mean distance of each row. */
  public Inspection withDistance(Corner corner) {
    return with(new Distance(corner));
  }

  private Inspection with(Distance wish) {
    return new Inspection(
        entropy, wish, masses, topKeys, receivedFrom, map, blocks, valueWeighted, only);
  }

  /** The same with the weight of a set of keys; a set of this name is replaced. */
  public Inspection withMass(String name, KeySet keys) {
    Map<String, KeySet> more = new LinkedHashMap<>(masses);
    more.put(name, keys);
    return new Inspection(
        entropy, distance, more, topKeys, receivedFrom, map, blocks, valueWeighted, only);
  }

  /**
   * The same with the largest weights of each query.
   *
   * @param count at most as many as there are keys
   * @throws IllegalArgumentException if it is below 0
   */
  public Inspection withTopKeys(int count) {
    return new Inspection(
        entropy, distance, masses, count, receivedFrom, map, blocks, valueWeighted, only);
  }

  /** The same with what each key receives from all queries. */
  public Inspection withReceived() {
    return withReceivedFrom(query -> true);
  }

  /**
   * The same with what each key receives from some queries.
   *
   * @param queries asked for rows of the queries' tensor; the same answer each time, on any thread
   */
  public Inspection withReceivedFrom(IntPredicate queries) {
    return new Inspection(
        entropy, distance, masses, topKeys, queries, map, blocks, valueWeighted, only);
  }

  /**
   * The same with a map of means.
   *
   * @param cells rows and columns of it, at most as many as there are queries and keys
   * @throws IllegalArgumentException if it is below 0
   */
  public Inspection withMap(int cells) {
    return withMap(cells, CellValue.MEAN);
  }

  /** The same with a map; see {@link #withMap(int)}. */
  public Inspection withMap(int cells, CellValue value) {
    return with(cells == 0 ? null : new PooledMap(cells, value, null));
  }

  /**
   * The same with a map of a part of the matrix: {@code min(cells, rows)} by {@code min(cells,
   * columns)} cells, so that a small part has a cell a weight.
   *
   * @param cells at most so many rows and so many columns
   * @throws IllegalArgumentException if they are below 1
   */
  public Inspection withMap(int cells, CellValue value, Block region) {
    return with(new PooledMap(cells, value, region));
  }

  private Inspection with(@Nullable PooledMap wish) {
    return new Inspection(
        entropy, distance, masses, topKeys, receivedFrom, wish, blocks, valueWeighted, only);
  }

  /**
   * The same of some queries alone, in the time that these take. In the answers, and in the output,
   * what belongs to other queries is 0; sums and means are over all queries, those count as 0.
   *
   * @throws IllegalArgumentException if there is none, or they begin below 0
   */
  public Inspection onlyQueries(int first, int end) {
    return new Inspection(
        entropy,
        distance,
        masses,
        topKeys,
        receivedFrom,
        map,
        blocks,
        valueWeighted,
        new Queries(first, end));
  }

  /** The same with one block of weights more. */
  public Inspection withBlock(Block block) {
    List<Block> more = new ArrayList<>(blocks);
    more.add(block);
    return new Inspection(
        entropy, distance, masses, topKeys, receivedFrom, map, more, valueWeighted, only);
  }

  /** The same with weights times ‖v‖ beside the plain ones. */
  public Inspection withValueWeights() {
    return new Inspection(
        entropy, distance, masses, topKeys, receivedFrom, map, blocks, true, only);
  }

  /** Whether scores are computed a second time. */
  public boolean looksTwice() {
    return receivedFrom != null || map != null || !blocks.isEmpty();
  }
}
