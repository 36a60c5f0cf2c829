package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.formats.JsonTree;
import dev.heed.models.RandomTexts;
import dev.heed.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Token for token, number, place and word, what HuggingFace's native tokenizer gives. */
final class NativeTokenizerTest {
  private static final List<String> ENGLISH =
      List.of("the", "cat", "##s", "sat", "token", "##izer", "attention", "un", "##related");

  @Test
  void aHundredThousandTextsGiveTheSameTokens() throws IOException {
    String json = TokenizerJson.unlimited();
    List<String> pieces = List.copyOf(vocabulary(json));
    assertThat(pieces).hasSize(30_522);
    assertSame(json, pieces, 100_000);
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, null, true",
    "true, true, null, false",
    "true, true, true, false",
    "true, true, false, true",
    "false, true, true, true",
    "true, false, null, true",
    "false, false, false, false"
  })
  void everySettingOfTheNormalizerActsAlike(
      boolean clean, boolean ideographs, String accents, boolean small) throws IOException {
    String normalizer = TokenizerJson.normalizer(clean, ideographs, accents, small);
    assertSame(TokenizerJson.ofCharacters(normalizer, ""), ENGLISH, 3_000);
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, false, false, true",
    "true, false, false, false, false",
    "false, true, false, false, false",
    "false, false, true, false, true",
    "false, true, true, true, false",
    "true, true, true, true, true",
    "true, false, false, true, false",
    "true, true, true, false, true"
  })
  void addedTokensAreFoundAlike(
      boolean wholeWord, boolean left, boolean right, boolean normalized, boolean special)
      throws IOException {
    // The numbers go on where those of the vocabulary end.
    int first = vocabulary(TokenizerJson.ofCharacters(TokenizerJson.NORMALIZER, "")).size();
    StringBuilder added = new StringBuilder();
    List<String> contents = List.of("<x>", "ÉTÉ", "[MASK]", "[MASK", "yes", "yesterday", "中文");
    for (int i = 0; i < contents.size(); i++) {
      added
          .append(i == 0 ? "" : ",")
          .append(
              """
              {"id":%d,"content":"%s","single_word":%s,"lstrip":%s,"rstrip":%s,"normalized":%s,\
              "special":%s}\
              """
                  .formatted(
                      first + i, contents.get(i), wholeWord, left, right, normalized, special));
    }
    String json = TokenizerJson.ofCharacters(TokenizerJson.NORMALIZER, added.toString());
    assertSame(json, contents, 3_000);
  }

  @ParameterizedTest
  @CsvSource({"2", "3", "17", "128"})
  void tooLongTextsAreCutAtTheSameToken(int limit) throws IOException {
    Tokenizer ours = TokenizerJson.load(TokenizerJson.minilm());
    RandomTexts texts = new RandomTexts(Seeds.fromProperty().random(), ENGLISH);
    String truncation =
        """
        {"direction":"Right","max_length":%d,"strategy":"LongestFirst","stride":0}\
        """
            .formatted(limit);
    try (NativeTokenizer whole = new NativeTokenizer(TokenizerJson.unlimited());
        NativeTokenizer theirs =
            NativeTokenizer.obeying(TokenizerJson.withTruncation(truncation))) {
      for (int i = 0; i < 500; i++) {
        String text = texts.next();
        Encoding encoding = ours.encode(text, limit);
        assertThat(encoding.tokens()).as(text).isEqualTo(theirs.encode(text));
        assertThat(encoding.tokens().size() + encoding.cut())
            .as("tokens of %s", text)
            .isEqualTo(whole.encode(text).size());
      }
    }
  }

  private static void assertSame(String json, List<String> pieces, int count) throws IOException {
    RandomTexts texts = new RandomTexts(Seeds.fromProperty().random(), pieces);
    Tokenizer ours = TokenizerJson.load(json);
    long tokens = 0;
    try (NativeTokenizer theirs = new NativeTokenizer(json)) {
      for (int i = 0; i < count; i++) {
        String text = texts.next();
        List<Token> found = ours.encode(text, Integer.MAX_VALUE).tokens();
        assertThat(found).as(() -> escaped(text)).isEqualTo(theirs.encode(text));
        tokens += found.size();
      }
    }
    System.out.printf("%,d texts of %,d tokens, all alike%n", count, tokens);
  }

  private static List<String> vocabulary(String json) throws IOException {
    return List.copyOf(
        JsonTree.read("json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))
            .object("model")
            .object("vocab")
            .fields()
            .keySet());
  }

  private static String escaped(String text) {
    return text.codePoints().mapToObj("\\u{%X}"::formatted).collect(Collectors.joining());
  }
}
