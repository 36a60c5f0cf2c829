package dev.heed.models.tokenizer;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.formats.FileException;
import dev.heed.testkit.Seeds;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that somebody made to cost time or memory, or to have something run. */
final class HostileTokenizerTest {
  private static final String NORMALIZER = TokenizerJson.NORMALIZER;
  private static final String WORDS = "{\"type\":\"BertPreTokenizer\"}";
  private static final String CLS =
      "\"[CLS]\":{\"id\":\"[CLS]\",\"ids\":[1],\"tokens\":[\"[CLS]\"]}";

  /** Exponential for a matcher that backtracks. */
  private static final String PATTERN = "{\"Regex\":\"(a+)+$\"}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"Replace\",\"pattern\":" + PATTERN + ",\"content\":\"\"}",
        "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Replace\",\"pattern\":"
            + PATTERN
            + "}]}",
        "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}",
        "{\"type\":\"../../BertNormalizer\"}",
        "{\"type\":\"java.lang.Runtime\"}"
      })
  void aNormalizerOfAnotherKindIsRefusedByName(String normalizer) {
    refused(file(normalizer, WORDS, CLS, ""), "tokenizer.json, normalizer: the type '");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"Split\",\"pattern\":" + PATTERN + ",\"behavior\":\"Isolated\"}",
        "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"pattern\":"
            + PATTERN
            + "}]}",
        "{\"type\":\"ByteLevel\"}"
      })
  void aPreTokenizerOfAnotherKindIsRefusedByName(String words) {
    refused(file(NORMALIZER, words, CLS, ""), "tokenizer.json, pre_tokenizer: the type '");
  }

  @Test
  void aPatternWhereNoneBelongsIsNeverCompiled() {
    String words = "{\"type\":\"BertPreTokenizer\",\"pattern\":" + PATTERN + "}";
    refused(file(NORMALIZER, words, CLS, ""), "pre_tokenizer: the field 'pattern' is not known");
  }

  @Test
  void aTokenThatIsMadeOfItselfIsOneToken() throws IOException {
    // Names in a template are looked up in the vocabulary and nowhere else: there is no cycle.
    Tokenizer tokenizer = TokenizerJson.load(file(NORMALIZER, WORDS, CLS, ""));
    assertThat(tokenizer.encode("cat", 9).ids()).containsExactly(1, 3);
  }

  @Test
  void aTemplateThatMultipliesIsRefusedBeforeItGrows() {
    String ids = "1,".repeat(50_000) + "1";
    String tokens = "\"[CLS]\",".repeat(50_000) + "\"[CLS]\"";
    String special =
        "\"[CLS]\":{\"id\":\"[CLS]\",\"ids\":[" + ids + "],\"tokens\":[" + tokens + "]}";
    String more = "{\"SpecialToken\":{\"id\":\"[CLS]\",\"type_id\":0}},".repeat(50_000);
    String json =
        file(NORMALIZER, WORDS, special, "").replace("\"single\":[", "\"single\":[" + more);
    refused(json, "post_processor: more than 1000 tokens stand around a text");
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 1_000_000, 2_000_000})
  void aTokenLongerThanAnyIsRefused(int length) {
    String longest = ",\"" + "a".repeat(length) + "\":4";
    refused(file(NORMALIZER, WORDS, CLS, longest), "tokenizer.json");
  }

  @Test
  void moreCharactersThanAnyVocabularyHasAreRefused() {
    var random = Seeds.fromProperty().random();
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      String token = random.ints(250, 'a', 'z').mapToObj(Character::toString).collect(joining());
      many.append(",\"").append(token).append("\":").append(i + 4);
    }
    refused(file(NORMALIZER, WORDS, CLS, many.toString()), "at most 256 and 4000000 are read");
  }

  @Test
  void theWorstVocabularyThatIsReadKeepsTimeInProportion() throws IOException {
    String worst = ",\"%s\":4,\"##a\":5,\"##%s\":6,\"a\":7";
    String almost = "a".repeat(250);
    Tokenizer tokenizer =
        TokenizerJson.load(
            file(NORMALIZER, WORDS, CLS, worst.formatted(almost + "b", almost + "b"))
                .replace("per_word\":50", "per_word\":2147483647"));
    String text = "a".repeat(1_000_000);
    Encoding encoding =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> tokenizer.encode(text, 512));
    assertThat(encoding.tokens()).hasSize(512);
    assertThat(encoding.cut()).isEqualTo(1_000_000 - 511);
  }

  private static String file(String normalizer, String words, String special, String vocabulary) {
    return """
    {"version":"1.0","added_tokens":[],"normalizer":%s,"pre_tokenizer":%s,
     "post_processor":{"type":"TemplateProcessing",
       "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
       "pair":[],"special_tokens":{%s}},
     "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
       "max_input_chars_per_word":50,"vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"cat":3%s}}}
    """
        .formatted(normalizer, words, special, vocabulary);
  }

  private static void refused(String json, String message) {
    assertThatThrownBy(() ->
            Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> TokenizerJson.load(json)))
        .hasMessageContaining(message)
        .isInstanceOf(FileException.class);
  }
}
