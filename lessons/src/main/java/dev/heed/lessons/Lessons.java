package dev.heed.lessons;

import java.util.List;
import java.util.stream.IntStream;

/** The five tutorials. */
public final class Lessons {
  /** How many there are; they are numbered from 1. */
  public static final int COUNT = 5;

  private Lessons() {}

  /**
   * One tutorial.
   *
   * @param number 1 to 5
   * @throws IllegalArgumentException if there is no such tutorial
   */
  public static Lesson of(int number) {
    return switch (number) {
      case 1 -> new NormalMatrices(PrintedNumbers.ofDocument(1));
      case 2 -> new WordEmbeddings(PrintedNumbers.ofDocument(2));
      case 3 -> new RandomWeights(PrintedNumbers.ofDocument(3));
      case 4 -> new CausalAttention(PrintedNumbers.ofDocument(4));
      case 5 -> new SharedEmbeddings();
      default ->
          throw new IllegalArgumentException(
              "tutorial %d: there are %d, numbered from 1".formatted(number, COUNT));
    };
  }

  /** All of them, in order. */
  public static List<Lesson> all() {
    return IntStream.rangeClosed(1, COUNT).mapToObj(Lessons::of).toList();
  }
}
