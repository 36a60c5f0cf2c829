package dev.heed.models.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The lists of {@code letters.txt}, which says what each is for.
 *
 * @param sets the characters that have a property
 * @param values for properties that have a value, that of each character
 */
record LetterTable(Map<String, BitSet> sets, Map<String, Map<Integer, Integer>> values) {

  /** Reads the lists that come with this class. */
  static LetterTable load() {
    LetterTable table = new LetterTable(new HashMap<>(), new HashMap<>());
    try (InputStream in = LetterTable.class.getResourceAsStream("letters.txt");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.isEmpty() && !line.startsWith("#")).forEach(table::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  /** The characters of a property; the caller must not change the set. */
  BitSet set(String property) {
    return sets.getOrDefault(property, new BitSet());
  }

  Map<Integer, Integer> values(String property) {
    return Map.copyOf(values.getOrDefault(property, Map.of()));
  }

  private void add(String line) {
    String[] words = line.split(" ", -1);
    int first = Integer.parseInt(words[1], 16);
    int last = Integer.parseInt(words[2], 16);
    if (words.length == 3) {
      sets.computeIfAbsent(words[0], name -> new BitSet()).set(first, last + 1);
      return;
    }
    Map<Integer, Integer> map = values.computeIfAbsent(words[0], name -> new HashMap<>());
    for (int character = first; character <= last; character++) {
      map.put(character, Integer.valueOf(words[3]));
    }
  }
}
