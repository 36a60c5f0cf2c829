package dev.heed.explorer.api;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the question mark; each name at most once.
 *
 * @param given values by name
 */
public record Parameters(Map<String, List<String>> given) {
  private static final int SHOWN = 60;

  /**
   * Refuses other names, and names that are there twice.
   *
   * @throws ProblemException if there is one
   */
  public void allow(Set<String> names) {
    given.forEach((name, values) -> {
      if (!names.contains(name)) {
        throw new ProblemException(
            Problem.unfit(
                "parameter %s is not known here; %s"
                    .formatted(
                        shown(name),
                        names.isEmpty()
                            ? "there are none"
                            : "there are " + String.join(", ", names.stream().sorted().toList()))));
      }
      if (values.size() != 1) {
        throw new ProblemException(
            Problem.unfit("parameter %s is there %d times: once".formatted(name, values.size())));
      }
    });
  }

  /** The value; null where there is none. */
  public @Nullable String text(String name) {
    List<String> values = given.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /**
   * A whole number.
   *
   * @param otherwise what it is where it is not given
   * @throws ProblemException if it is none, or outside of least and most
   */
  public int number(String name, int otherwise, int least, int most) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new ProblemException(
        Problem.unfit(
            "%s=%s: a whole number from %d to %d".formatted(name, shown(text), least, most)));
  }

  /**
   * One of some words, the first where none is given.
   *
   * @throws ProblemException if it is another
   */
  public String choice(String name, String... words) {
    String text = text(name);
    if (text == null) {
      return words[0];
    }
    if (List.of(words).contains(text)) {
      return text;
    }
    throw new ProblemException(
        Problem.unfit("%s=%s: %s".formatted(name, shown(text), String.join(" or ", words))));
  }

  /** Whether any of the names is given. */
  public boolean has(String... names) {
    for (String name : names) {
      if (given.containsKey(name)) {
        return true;
      }
    }
    return false;
  }

  /** A text that somebody sent, short and without control characters. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder("'");
    text.codePoints()
        .limit(SHOWN)
        .map(point -> Character.isISOControl(point) ? '\ufffd' : point)
        .forEach(shown::appendCodePoint);
    return shown.append(text.codePointCount(0, text.length()) > SHOWN ? "…'" : "'").toString();
  }
}
