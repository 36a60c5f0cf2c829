package dev.heed.views;

import dev.heed.explain.Explanation;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One number a token, to be drawn as bars.
 *
 * @param title what the numbers are
 * @param unit what they count, {@code nats}
 * @param numbers {@code [T]}
 * @param names of the T tokens
 * @param marked the token that is told apart; −1 for none
 */
public record TokenNumbers(
    String title, String unit, Tensor numbers, List<String> names, int marked) {
  private static final int NONE = -1;

  /**
   * Checks that the two fit, and copies the names.
   *
   * @throws IllegalArgumentException if the numbers are no row, there are none, or there are more
   *     or fewer names, or no such token is there to be told apart
   */
  public TokenNumbers {
    names = List.copyOf(names);
    if (numbers.rank() != 1 || numbers.size(0) == 0) {
      throw new IllegalArgumentException(
          "%s of shape %s: bars need one number a token".formatted(title, numbers.shape()));
    }
    if (names.size() != numbers.size(0)) {
      throw new IllegalArgumentException(
          "%d labels for %d numbers of %s: each number needs one label"
              .formatted(names.size(), numbers.size(0), title));
    }
    if (marked < NONE || marked >= names.size()) {
      throw new IllegalArgumentException(
          "token %d is told apart: there are %d of them, counted from 0"
              .formatted(marked, names.size()));
    }
  }

  /** Numbers of which none is told apart. */
  public TokenNumbers(String title, String unit, Tensor numbers, List<String> names) {
    this(title, unit, numbers, names, NONE);
  }

  /**
   * One query's weight of every key, with the pair's own key told apart.
   *
   * @param where what the query is one of, {@code Layer 5, head 0}; or empty
   * @param weights {@code [S]}
   * @throws IllegalArgumentException if the labels do not fit
   */
  public static TokenNumbers weights(
      String where, Explanation pair, Tensor weights, Labels labels) {
    int count = count("weights", weights);
    labels.requireKeys(count);
    String start = where.isEmpty() ? "Weights of " : where + ": weights of ";
    String query = new PairNames(labels, true).query(pair.pair().query());
    String out = pair.attended() ? "" : "; key " + pair.pair().key() + " is left out";
    List<String> names = IntStream.range(0, count).mapToObj(labels::key).toList();
    return new TokenNumbers(start + query + out, "weight", weights, names, pair.pair().key());
  }

  /** A token's number, and its name if it has another one. */
  public String place(int token) {
    String name = names.get(token);
    return name.equals(Integer.toString(token)) ? name : token + " " + name;
  }

  /**
   * The entropy of each query's weights, in nats.
   *
   * @throws IllegalArgumentException if the labels do not fit
   */
  public static TokenNumbers entropy(Tensor entropy, Labels labels) {
    int count = count("entropy", entropy);
    labels.requireQueries(count);
    List<String> names = IntStream.range(0, count).mapToObj(labels::query).toList();
    return new TokenNumbers("Entropy of each query's weights", "nats", entropy, names);
  }

  /**
   * The weight that each key received, summed over queries.
   *
   * @throws IllegalArgumentException if the labels do not fit
   */
  public static TokenNumbers received(Tensor received, Labels labels) {
    int count = count("received attention", received);
    labels.requireKeys(count);
    List<String> names = IntStream.range(0, count).mapToObj(labels::key).toList();
    return new TokenNumbers("Attention received by each key", "summed weight", received, names);
  }

  private static int count(String what, Tensor numbers) {
    if (numbers.rank() != 1) {
      throw new IllegalArgumentException(
          "%s of shape %s: bars need one number a token".formatted(what, numbers.shape()));
    }
    return numbers.size(0);
  }
}
