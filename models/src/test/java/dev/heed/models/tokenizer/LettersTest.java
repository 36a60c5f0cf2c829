package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Every character there is, against the native tokenizer: there are no exceptions. */
final class LettersTest {
  private static final int CHARACTERS = 0x110000 - 2048;

  private static final List<IntFunction<String>> WORDS =
      List.of(c -> Character.toString(c), c -> "a" + Character.toString(c) + "b");

  /** The order among marks of all sorts shows which rank a mark has. */
  private static final List<IntFunction<String>> MARKS =
      List.of(
          c -> "a" + Character.toString(c) + "\u1B44\uD834\uDD65\u302E\uD834\uDD6Db",
          c -> "a\u1B44\uD834\uDD65\u302E\uD834\uDD6D" + Character.toString(c) + "\u1B44b");

  @Test
  void everyCharacterGivesTheTokensOfMiniLm() throws IOException {
    assertSameEverywhere(TokenizerJson.unlimited(), WORDS);
  }

  @Test
  void everyCharacterIsNormalizedAlike() throws IOException {
    assertSameEverywhere(TokenizerJson.ofCharacters(TokenizerJson.NORMALIZER, ""), WORDS);
  }

  @Test
  void everyMarkHasTheSameRank() throws IOException {
    assertSameEverywhere(TokenizerJson.ofCharacters(TokenizerJson.NORMALIZER, ""), MARKS);
  }

  @Test
  void everyCharacterStaysAsItIsWhereTheFileSaysSo() throws IOException {
    String normalizer = TokenizerJson.normalizer(false, false, "false", true);
    assertSameEverywhere(TokenizerJson.ofCharacters(normalizer, ""), WORDS);
  }

  private static void assertSameEverywhere(String json, List<IntFunction<String>> surroundings)
      throws IOException {
    Tokenizer ours = TokenizerJson.load(json);
    int seen = 0;
    List<String> different = new ArrayList<>();
    try (NativeTokenizer theirs = new NativeTokenizer(json)) {
      for (int block = 0; block < 0x110000; block += 128) {
        for (IntFunction<String> surrounding : surroundings) {
          String text = blockText(block, surrounding);
          List<Token> found = ours.encode(text, Integer.MAX_VALUE).tokens();
          List<Token> expected = theirs.encode(text);
          if (!found.equals(expected)) {
            different.add("U+%04X…: %s".formatted(block, firstDifference(found, expected)));
          }
        }
        seen += isSurrogates(block) ? 0 : 128;
      }
    }
    assertThat(different).isEmpty();
    assertThat(seen).isEqualTo(CHARACTERS);
  }

  private static String firstDifference(List<Token> found, List<Token> expected) {
    int at = 0;
    while (at < found.size() - 1 && found.get(at).equals(expected.get(at))) {
      at++;
    }
    return "%s, and not %s".formatted(found.get(at), expected.get(at));
  }

  private static String blockText(int block, IntFunction<String> surrounding) {
    StringBuilder text = new StringBuilder();
    for (int c = block; c < block + 128 && !isSurrogates(block); c++) {
      text.append(surrounding.apply(c)).append(' ');
    }
    return text.toString();
  }

  private static boolean isSurrogates(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }
}
