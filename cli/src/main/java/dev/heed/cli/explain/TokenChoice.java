package dev.heed.cli.explain;

import dev.heed.views.SafeText;
import dev.heed.views.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Some of a text's tokens.
 *
 * @param numbers which, in the text's order
 * @param rest whether there are more and nobody chose
 */
record TokenChoice(List<Integer> numbers, boolean rest) {
  private static final int FEW = 10;
  private static final int FIRST = 6;
  private static final int MOST_NAMED = 40;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  TokenChoice {
    numbers = List.copyOf(numbers);
  }

  /**
   * The tokens of a list with commas, or without one all of a short text and the first of a long
   * one. An entry is a token's number from 0; or, in any case of letters, a word, which stands for
   * all its tokens wherever it is, or a token's name.
   *
   * @throws IllegalArgumentException if there is no such token, naming those there are
   */
  static TokenChoice of(@Nullable String list, Sentence sentence) {
    int count = sentence.pieces().size();
    if (list == null) {
      int shown = count <= FEW ? count : FIRST;
      return new TokenChoice(IntStream.range(0, shown).boxed().toList(), shown < count);
    }
    SortedSet<Integer> numbers = new TreeSet<>();
    for (String entry : list.split(",", -1)) {
      List<Integer> found = find(entry.strip(), sentence);
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "--tokens %s: %s is no token of the text; there are %s"
                .formatted(
                    list, entry.isBlank() ? "an empty entry" : entry.strip(), named(sentence)));
      }
      numbers.addAll(found);
    }
    return new TokenChoice(List.copyOf(numbers), false);
  }

  /** The tokens that an entry of a list stands for; none if there are none. */
  static List<Integer> find(String entry, Sentence sentence) {
    int count = sentence.pieces().size();
    if (NUMBER.matcher(entry).matches() && Integer.parseInt(entry) < count) {
      return List.of(Integer.parseInt(entry));
    }
    List<Integer> found = new ArrayList<>();
    for (Sentence.Word word : sentence.words()) {
      boolean whole = entry.equalsIgnoreCase(word.name()) || entry.equalsIgnoreCase(spelled(word));
      for (int n = word.first(); n < word.end(); n++) {
        if (whole || entry.equalsIgnoreCase(sentence.pieces().get(n).name())) {
          found.add(n);
        }
      }
    }
    return found;
  }

  /** The word as the text spells it, without the count of how often it was there before. */
  private static String spelled(Sentence.Word word) {
    return word.name().replaceFirst("(?<=.)#[0-9]+$", "");
  }

  private static String named(Sentence sentence) {
    int count = sentence.pieces().size();
    String names =
        String.join(
            ", ",
            IntStream.range(0, Math.min(count, MOST_NAMED))
                .mapToObj(n -> n + " " + SafeText.of(sentence.pieces().get(n).name()))
                .toList());
    return count > MOST_NAMED ? names + " and " + (count - MOST_NAMED) + " more" : names;
  }
}
