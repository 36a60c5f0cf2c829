package dev.heed.cli.explain;

import dev.heed.views.SafeText;
import dev.heed.views.Sentence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A single token of a text, chosen by its number from 0, its name, or its word. */
final class OneToken {
  private static final Pattern COUNTED = Pattern.compile("(.+)#([1-9][0-9]{0,8})");
  private static final int MOST_OFFERED = 3;
  private static final int MOST_LISTED = 12;

  private final String option;
  private final String entry;
  private final Sentence sentence;

  private OneToken(String option, String entry, Sentence sentence) {
    this.option = option;
    this.entry = entry;
    this.sentence = sentence;
  }

  /**
   * The token's number. In any case of letters; {@code sat#2} is the second time that a word is
   * there, unless the text has a word that is written so.
   *
   * @param option what the message calls it
   * @throws IllegalArgumentException if there is none, naming the nearest ones; or several, naming
   *     all
   */
  static int find(String option, String entry, Sentence sentence) {
    return new OneToken(option, entry.strip(), sentence).number();
  }

  private int number() {
    List<Integer> found = TokenChoice.find(entry, sentence);
    Matcher nth = COUNTED.matcher(entry);
    if (found.isEmpty() && nth.matches()) {
      found = occurrence(nth.group(1), Integer.parseInt(nth.group(2)));
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(unknown());
    }
    if (found.size() > 1) {
      // A word that is there once may consist of several tokens.
      String counted = occurrence(entry, 2).isEmpty() ? "" : ", or as " + entry + "#2";
      throw new IllegalArgumentException(
          "%s %s: the text has %d such tokens, %s: choose one by its number%s"
              .formatted(option, entry, found.size(), listed(found), counted));
    }
    return found.getFirst();
  }

  /** The tokens of the word that is there for the n-th time; none if it is not. */
  private List<Integer> occurrence(String word, int n) {
    List<List<Integer>> occurrences = new ArrayList<>();
    for (int token : TokenChoice.find(word, sentence)) {
      boolean continues =
          !occurrences.isEmpty()
              && wordOf(token) == wordOf(occurrences.getLast().getLast())
              && !sentence.pieces().get(token).name().equalsIgnoreCase(word);
      if (continues) {
        occurrences.getLast().add(token);
      } else {
        occurrences.add(new ArrayList<>(List.of(token)));
      }
    }
    return n <= occurrences.size() ? occurrences.get(n - 1) : List.of();
  }

  /** The first token of the word that a token belongs to. */
  private int wordOf(int token) {
    return sentence.words().stream()
        .filter(word -> token >= word.first() && token < word.end())
        .findFirst()
        .orElseThrow()
        .first();
  }

  private String unknown() {
    String start =
        "%s %s: the text has no such token".formatted(option, entry.isEmpty() ? "\"\"" : entry);
    int count = sentence.pieces().size();
    if (entry.matches("[0-9]+")) {
      return start + "; they are counted from 0 to " + (count - 1);
    }
    String wanted = entry.toLowerCase(Locale.ROOT);
    int most = Math.max(1, wanted.length() / 2);
    List<Integer> near =
        IntStream.range(0, count)
            .filter(n -> distance(n, wanted) <= most)
            .boxed()
            .sorted(Comparator.comparingInt(n -> distance(n, wanted)))
            .limit(MOST_OFFERED)
            .toList();
    return near.isEmpty()
        ? start + "; there are " + listed(IntStream.range(0, count).boxed().toList())
        : start + "; the nearest are " + listed(near);
  }

  private String listed(List<Integer> tokens) {
    String names =
        String.join(", ", tokens.stream().limit(MOST_LISTED).map(n -> n + " " + named(n)).toList());
    int more = tokens.size() - MOST_LISTED;
    return more > 0 ? names + " and " + more + " more" : names;
  }

  private String named(int token) {
    return SafeText.of(sentence.pieces().get(token).name());
  }

  private int distance(int token, String wanted) {
    return EditDistance.between(named(token).toLowerCase(Locale.ROOT), wanted);
  }
}
