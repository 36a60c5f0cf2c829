package dev.heed.views;

import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Attention from word to word: a word of several tokens gives the mean of what its tokens give and
 * receives the sum of what they receive, so that what each word gives sums to 1, as it does for a
 * token. Tokens of the frame stand apart from words.
 */
public final class WordLinks {
  private static final Comparator<Link> STRONGEST_FIRST =
      Comparator.comparingDouble(Link::weight).reversed();

  private final List<Sentence.Word> words;
  private final double[][] weights;

  private WordLinks(List<Sentence.Word> words, double[][] weights) {
    this.words = words;
    this.weights = weights;
  }

  /**
   * What one word gives another.
   *
   * @param query the word that attends
   * @param key the word that it attends to
   * @param weight from 0 to 1
   */
  public record Link(String query, String key, double weight) {}

  /**
   * The links of one head, or of a mean of heads.
   *
   * @param weights {@code [T, T]}
   * @param sentence of {@code T} tokens
   * @throws IllegalArgumentException if the two do not fit
   */
  public static WordLinks of(Tensor weights, Sentence sentence) {
    int size = sentence.pieces().size();
    if (weights.rank() != 2 || weights.size(0) != size || weights.size(1) != size) {
      throw new IllegalArgumentException(
          "weights of shape %s for %d tokens: each token attends to each"
              .formatted(weights.shape(), size));
    }
    double[] flat = weights.toDoubleArray();
    List<Sentence.Word> words = sentence.words();
    double[][] sums = new double[words.size()][words.size()];
    for (int query = 0; query < sums.length; query++) {
      Sentence.Word from = words.get(query);
      for (int key = 0; key < sums.length; key++) {
        sums[query][key] = sum(flat, size, from, words.get(key)) / (from.end() - from.first());
      }
    }
    return new WordLinks(words, sums);
  }

  private static double sum(double[] weights, int size, Sentence.Word from, Sentence.Word to) {
    double sum = 0;
    for (int i = from.first(); i < from.end(); i++) {
      for (int j = to.first(); j < to.end(); j++) {
        sum += weights[i * size + j];
      }
    }
    return sum;
  }

  /** Words and frame tokens in their order. */
  List<Sentence.Word> words() {
    return words;
  }

  /** How many links between two different words there are. */
  public int count() {
    int text = (int) words.stream().filter(word -> !word.frame()).count();
    return text * (text - 1);
  }

  /**
   * The strongest links between two different words, strongest first, equal ones in the order of
   * the text; those of weight 0 are none.
   */
  public List<Link> strongest(int most) {
    List<Link> links = new ArrayList<>();
    for (int query = 0; query < weights.length; query++) {
      if (!words.get(query).frame()) {
        int own = query;
        links.addAll(from(query, key -> key != own));
      }
    }
    return first(links, most);
  }

  /** The words that a frame token attends to most. */
  List<Link> strongestFrom(int query, int most) {
    return first(from(query, key -> true), most);
  }

  /** What a word of the text gives to itself, on average. */
  double meanToItself() {
    double sum = 0;
    for (int word = 0; word < weights.length; word++) {
      sum += words.get(word).frame() ? 0 : weights[word][word];
    }
    return sum / textWords();
  }

  /** What a word of the text gives to one frame token, on average. */
  double meanTo(int key) {
    double sum = 0;
    for (int word = 0; word < weights.length; word++) {
      sum += words.get(word).frame() ? 0 : weights[word][key];
    }
    return sum / textWords();
  }

  private double textWords() {
    return words.stream().filter(word -> !word.frame()).count();
  }

  private List<Link> from(int query, IntPredicate wanted) {
    List<Link> links = new ArrayList<>();
    for (int key = 0; key < weights.length; key++) {
      if (!words.get(key).frame() && wanted.test(key) && weights[query][key] > 0) {
        links.add(new Link(words.get(query).name(), words.get(key).name(), weights[query][key]));
      }
    }
    return links;
  }

  private static List<Link> first(List<Link> links, int most) {
    return links.stream().sorted(STRONGEST_FIRST).limit(most).toList();
  }
}
