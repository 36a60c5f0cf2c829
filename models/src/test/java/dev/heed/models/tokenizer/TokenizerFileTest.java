package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.formats.FileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what they seem: one sentence each, which names the place. */
final class TokenizerFileTest {
  private static final String SMALL =
      """
      {"version":"1.0","truncation":null,"padding":null,
       "added_tokens":[{"id":0,"content":"[UNK]","single_word":false,"lstrip":false,
         "rstrip":false,"normalized":false,"special":true}],
       "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
         "strip_accents":null,"lowercase":true},
       "pre_tokenizer":{"type":"BertPreTokenizer"},
       "post_processor":{"type":"TemplateProcessing",
         "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},
           {"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],
         "pair":[],
         "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[1],"tokens":["[CLS]"]},
           "[SEP]":{"id":"[SEP]","ids":[2],"tokens":["[SEP]"]}}},
       "decoder":null,
       "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
         "max_input_chars_per_word":100,
         "vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"cat":3,"##s":4}}}
      """;

  @TempDir Path folder;

  @Test
  void theSmallFileIsRight() throws IOException {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), SMALL);
    assertThat(Tokenizer.load(file).encode("Cats dog", 9).ids()).containsExactly(1, 3, 4, 0, 2);
  }

  @Test
  void aFileOfTheYear2020NamesNoModelType() throws IOException {
    Tokenizer tokenizer = load(SMALL.replace("\"type\":\"WordPiece\",", ""));
    assertThat(tokenizer.encode("cats", 9).ids()).containsExactly(1, 3, 4, 2);
  }

  @Test
  void aFileWithBertProcessingPutsTheSameFrame() throws IOException {
    int from = SMALL.indexOf("{\"type\":\"TemplateProcessing\"");
    int to = SMALL.indexOf(",\n \"decoder\"");
    String bert = "{\"type\":\"BertProcessing\",\"sep\":[\"[SEP]\",2],\"cls\":[\"[CLS]\",1]}";
    assertThat(from).isPositive();
    assertThat(to).isGreaterThan(from);
    Tokenizer tokenizer = load(SMALL.substring(0, from) + bert + SMALL.substring(to));
    assertThat(tokenizer.encode("cats", 9).ids()).containsExactly(1, 3, 4, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"version\":\"1.0\" | \"version\":\"2.0\" | x.json: version 2.0, and only 1.0 is known",
        "\"version\" | \"versions\" | x.json: the field 'versions' is not known",
        "BertPreTokenizer | Whitespace | x.json, pre_tokenizer: the type 'Whitespace' is not known",
        "\"type\":\"BertPreTokenizer\" | \"type\":null | x.json, pre_tokenizer: 'type' is null, not",
        "{\"type\":\"BertPreTokenizer\"} | null | x.json, pre_tokenizer: null where an object",
        "BertNormalizer | Lowercase | x.json, normalizer: the type 'Lowercase' is not known",
        "\"clean_text\":true | \"clean_text\":1 | 'clean_text' is 1, not true or false",
        "\"clean_text\" | \"cleaner\" | x.json, normalizer: the field 'cleaner' is not known",
        "\"clean_text\":true, | `` | x.json, normalizer: the field 'clean_text' is missing",
        "\"WordPiece\" | \"BPE\" | x.json, model: the type 'BPE' is not known; WordPiece is",
        "\"max_input_chars_per_word\":100, | `` | 'max_input_chars_per_word' is missing",
        "_per_word\":100 | _per_word\":-1 | x.json, model: 'max_input_chars_per_word' is -1, not a",
        "_per_word\":100 | _per_word\":1e400 | is Infinity, not a whole number",
        "\"unk_token\":\"[UNK]\" | \"unk_token\":\"?\" | the vocabulary lacks '?', the token for",
        "\"cat\":3 | \"cat\":4 | x.json, model.vocab: 'cat' and '##s' have the same number, 4",
        "\"cat\":3 | \"cat\":3.5 | x.json, model.vocab: 'cat' is 3.5, not a whole number from 0",
        "\"cat\":3 | \"cat\":99999999999999999999 | is 1.0E20, not a whole number from 0",
        "\"cat\":3 | \"cat\":3,\"cat\":5 | x.json, line 16: the name 'cat' is there twice",
        "\"id\":0,\"content\":\"[UNK]\" | \"id\":7,\"content\":\"[UNK]\" | '[UNK]' has the number 7",
        "\"id\":0,\"content\":\"[UNK]\" | \"id\":9,\"content\":\"new\" | by the vocabulary it is 5",
        "\"id\":0,\"content\":\"[UNK]\" | \"id\":5,\"content\":\"\" | added_tokens[0]: an added token",
        "\"special\":true | \"special\":true,\"x\":0 | added_tokens[0]: the field 'x' is not known",
        "TemplateProcessing | RobertaProcessing | post_processor: the type 'RobertaProcessing'",
        "\"Sequence\":{\"id\":\"A\" | \"Sequence\":{\"id\":\"B\" | single[1]: the template has more",
        "{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}, | `` | has no place for the text",
        "\"A\",\"type_id\":0 | \"A\",\"type_id\":2 | single[1].Sequence: type_id 2, and a single text",
        "\"ids\":[1] | \"ids\":[3] | '[CLS]' has the number 3, and by the vocabulary it is 1",
        "\"ids\":[1] | \"ids\":[1,2] | special_tokens.[CLS]: 'id' must be the name",
        "\"ids\":[1] | \"ids\":[true] | special_tokens.[CLS]: 'ids' holds numbers",
        "{\"id\":\"[CLS]\",\"type_id\":0} | {\"id\":\"[X]\",\"type_id\":0} | the field '[X]' is missing",
        "\"decoder\":null | \"decoder\":nil | x.json, line 13, column",
      })
  void whatIsNotKnownIsNamed(String right, String wrong, String message) {
    assertThat(SMALL).contains(right);
    String json = SMALL.replaceFirst(Pattern.quote(right), quoted(wrong));
    assertThatThrownBy(() -> load(json))
        .isInstanceOf(FileException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anAddedTokenOfWhichNothingIsLeftIsRefused() {
    String json =
        SMALL.replace("\"id\":0,\"content\":\"[UNK]\"", "\"id\":5,\"content\":\"\\u0301\"");
    assertThatThrownBy(() -> load(json.replace("\"normalized\":false", "\"normalized\":true")))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("nothing is left of the added token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "3", "null", "\"text\"", "{\"version\":", "{} {}", "\u0000"})
  void whatIsNoObjectIsRefused(String json) {
    assertThatThrownBy(() -> load(json))
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith("x.json");
  }

  @Test
  void everyCutOffFileIsRefused() {
    for (int length = 0; length < SMALL.strip().length(); length++) {
      String json = SMALL.substring(0, length);
      assertThatThrownBy(() -> load(json))
          .isInstanceOf(FileException.class)
          .hasMessageStartingWith("x.json");
    }
  }

  @Test
  void deepFilesAndHugeOnesEndInASentence() {
    assertThatThrownBy(() -> load("{\"decoder\":" + "[".repeat(1_000_000)))
        .isInstanceOf(FileException.class);
    assertThatThrownBy(() -> load("{\"decoder\":[" + "0,".repeat(2_000_000) + "0]}"))
        .isInstanceOf(FileException.class)
        .hasMessage("x.json: more than 1,500,000 values: too large for a file of settings");
    assertThatThrownBy(() -> load("{\"decoder\":\"" + "a".repeat(3_000_000) + "\"}"))
        .isInstanceOf(FileException.class);
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] bytes = SMALL.replace("cat", "c~t").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == '~' ? (byte) 0xFF : bytes[i];
    }
    assertThatThrownBy(() -> Tokenizer.load("x.json", new ByteArrayInputStream(bytes)))
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith("x.json");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = folder.resolve("nowhere.json");
    assertThatThrownBy(() -> Tokenizer.load(missing))
        .isInstanceOf(FileException.class)
        .hasMessage(missing + ": cannot be read: there is no such file");
  }

  private static String quoted(String replacement) {
    return Matcher.quoteReplacement(replacement);
  }

  private static Tokenizer load(String json) throws IOException {
    return Tokenizer.load(
        "x.json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }
}
