package dev.heed.inspection;

import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * What one head does on one sequence of as many queries as keys, as means over its queries. Queries
 * that see no key take no part.
 *
 * @param entropy −Σ w·ln w, in nats: 0 where a query attends to one key, ln n where it attends
 *     evenly to n
 * @param distance Σ w·|i − j|, how far from the query its weight lies, in tokens
 * @param sink the weight on the first token, from 0 to 1
 * @param diagonal the weight on the query's own token
 * @param previous the weight on the token before the query's, over the queries that have one
 * @param induction the weight on tokens that follow an earlier occurrence of the query's token,
 *     over the queries whose token occurred before (Olsson et al. 2022, "In-context Learning and
 *     Induction Heads"); NaN where no token occurs twice
 */
public record HeadSummary(
    double entropy,
    double distance,
    double sink,
    double diagonal,
    double previous,
    double induction) {
  private static final String SINK = "sink";
  private static final String DIAGONAL = "diagonal";
  private static final String PREVIOUS = "previous";
  private static final String INDUCTION = "induction";

  /**
   * What summaries are made from.
   *
   * @param tokens the number of each token of the sequence
   */
  public static Inspection inspection(int[] tokens) {
    return Inspection.none()
        .withEntropy()
        .withDistance()
        .withMass(SINK, KeySet.first(1))
        .withMass(DIAGONAL, KeySet.diagonal())
        .withMass(PREVIOUS, KeySet.previous())
        .withMass(INDUCTION, KeySet.listed(followers(tokens)));
  }

  /** For each token, the places behind its earlier occurrences; its own place is none of them. */
  private static int[][] followers(int[] tokens) {
    Map<Integer, List<Integer>> seen = new HashMap<>();
    int[][] followers = new int[tokens.length][];
    for (int i = 0; i < tokens.length; i++) {
      int own = i;
      List<Integer> places = seen.computeIfAbsent(tokens[i], token -> new ArrayList<>());
      followers[i] = places.stream().mapToInt(place -> place + 1).filter(j -> j < own).toArray();
      places.add(i);
    }
    return followers;
  }

  /**
   * The summary of each head.
   *
   * @param result of the inspection {@link #inspection}, or one with more, of queries {@code [H, L,
   *     D]}
   * @param tokens as for that inspection
   * @throws NullPointerException if something was not asked for
   */
  public static List<HeadSummary> of(InspectionResult result, int[] tokens) {
    int[][] followers = followers(tokens);
    List<HeadSummary> heads = new ArrayList<>();
    for (int head = 0; head < result.logSumExp().size(0); head++) {
      heads.add(of(result, head, followers));
    }
    return heads;
  }

  /** What summaries are made from where there are other numbers of queries and keys. */
  public static Inspection inspectionWithoutPositions() {
    return Inspection.none().withEntropy().withMass(SINK, KeySet.first(1));
  }

  /**
   * The summary of each head where queries have no place among the keys: entropy and sink alone,
   * and NaN for all else.
   *
   * @param result of the inspection {@link #inspectionWithoutPositions}, or one with more, of
   *     queries {@code [H, L, D]}
   */
  public static List<HeadSummary> withoutPositions(InspectionResult result) {
    List<HeadSummary> heads = new ArrayList<>();
    for (int head = 0; head < result.logSumExp().size(0); head++) {
      double[] sums = row(result.logSumExp(), head);
      IntPredicate sees = i -> sums[i] != Double.NEGATIVE_INFINITY;
      double entropy = mean(Objects.requireNonNull(result.entropy()), head, sees);
      double sink = mean(mass(result, SINK), head, sees);
      heads.add(new HeadSummary(entropy, Double.NaN, sink, Double.NaN, Double.NaN, Double.NaN));
    }
    return heads;
  }

  private static HeadSummary of(InspectionResult result, int head, int[][] followers) {
    double[] sums = row(result.logSumExp(), head);
    IntPredicate sees = i -> sums[i] != Double.NEGATIVE_INFINITY;
    IntPredicate repeats = i -> sees.test(i) && followers[i].length > 0;
    IntPredicate follows = i -> sees.test(i) && i > 0;
    return new HeadSummary(
        mean(Objects.requireNonNull(result.entropy()), head, sees),
        mean(Objects.requireNonNull(result.distance()), head, sees),
        mean(mass(result, SINK), head, sees),
        mean(mass(result, DIAGONAL), head, sees),
        mean(mass(result, PREVIOUS), head, follows),
        mean(mass(result, INDUCTION), head, repeats));
  }

  private static Tensor mass(InspectionResult result, String name) {
    return Objects.requireNonNull(result.masses().get(name));
  }

  private static double[] row(Tensor tensor, int head) {
    return tensor.select(0, head).toDoubleArray();
  }

  private static double mean(Tensor tensor, int head, IntPredicate counts) {
    double[] numbers = row(tensor, head);
    double total = 0;
    int size = 0;
    for (int i = 0; i < numbers.length; i++) {
      total += counts.test(i) ? numbers[i] : 0;
      size += counts.test(i) ? 1 : 0;
    }
    return total / size;
  }
}
