package dev.heed.models.tokenizer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts of tokenizer.json to test with. */
final class TokenizerJson {
  private static final Path MINILM =
      Path.of("target", "test-model", "all-minilm-l6-v2-tokenizer.json");

  /** The normaliser of the MiniLM file, as it stands there but for blanks. */
  static final String NORMALIZER = normalizer(true, true, "null", true);

  private TokenizerJson() {}

  /** MiniLM's own, out of the build. */
  static String minilm() throws IOException {
    return Files.readString(MINILM);
  }

  /** MiniLM's own but for its truncation and padding, which are switched off. */
  static String unlimited() throws IOException {
    return withTruncation("null");
  }

  /** MiniLM's own without padding, and with another truncation. */
  static String withTruncation(String truncation) throws IOException {
    String json = minilm();
    return "{\"version\":\"1.0\",\"truncation\":%s,\"padding\":null,".formatted(truncation)
        + json.substring(json.indexOf("\"added_tokens\""));
  }

  /**
   * A tokenizer that knows every character of the first two planes as a piece (of Chinese and
   * Korean every sixteenth), so that its tokens show a text as the normaliser leaves it.
   */
  static String ofCharacters(String normalizer, String addedTokens) {
    StringBuilder vocabulary = new StringBuilder("\"[UNK]\":0,\"[CLS]\":1,\"[SEP]\":2");
    int next = 3;
    for (int c = 0; c <= 0x1FFFF; c = c == 0xD7FF ? 0xE000 : c + 1) {
      boolean oneOfThousands = (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3);
      if (!oneOfThousands || c % 16 == 0) {
        vocabulary.append(",\"").append(escaped(c)).append("\":").append(next++);
        vocabulary.append(",\"##").append(escaped(c)).append("\":").append(next++);
      }
    }
    return """
    {"version":"1.0","truncation":null,"padding":null,"added_tokens":[%s],"normalizer":%s,
    "pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":{"type":"BertProcessing",
    "sep":["[SEP]",2],"cls":["[CLS]",1]},"decoder":null,"model":{"type":"WordPiece",
    "unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":50,
    "vocab":{%s}}}\
    """
        .formatted(addedTokens, normalizer, vocabulary);
  }

  static String normalizer(boolean clean, boolean ideographs, String accents, boolean small) {
    return """
    {"type":"BertNormalizer","clean_text":%s,"handle_chinese_chars":%s,"strip_accents":%s,\
    "lowercase":%s}\
    """
        .formatted(clean, ideographs, accents, small);
  }

  /** Ours, out of the text of a file. */
  static Tokenizer load(String json) throws IOException {
    return Tokenizer.load(
        "tokenizer.json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String escaped(int character) {
    StringBuilder escaped = new StringBuilder();
    for (char unit : Character.toChars(character)) {
      escaped.append("\\u%04x".formatted((int) unit));
    }
    return escaped.toString();
  }
}
