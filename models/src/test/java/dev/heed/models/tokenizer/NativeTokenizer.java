package dev.heed.models.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** HuggingFace's own tokenizer, in native code: what ours is measured against. */
final class NativeTokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

  private NativeTokenizer(String json, Map<String, String> options) throws IOException {
    tokenizer =
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), options);
  }

  /** A tokenizer that cuts and pads nothing, whatever the file says. */
  NativeTokenizer(String json) throws IOException {
    // Left to itself, the Java side around the native code cuts at 512 tokens.
    this(json, Map.of("truncation", "do_not_truncate", "padding", "false"));
  }

  /** A tokenizer that cuts where the file says. */
  static NativeTokenizer obeying(String json) throws IOException {
    return new NativeTokenizer(json, Map.of());
  }

  /** The tokens of a text without lone surrogates, its places in UTF-16. */
  List<Token> encode(String text) {
    var encoding = tokenizer.encode(text, true, false);
    long[] ids = encoding.getIds();
    String[] pieces = encoding.getTokens();
    CharSpan[] spans = encoding.getCharTokenSpans();
    long[] words = encoding.getWordIds();
    int[] places = places(text);
    List<Token> tokens = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      CharSpan span = spans[i];
      tokens.add(
          span == null
              ? Token.frame((int) ids[i], pieces[i])
              : new Token(
                  (int) ids[i],
                  pieces[i],
                  places[span.getStart()],
                  places[span.getEnd()],
                  (int) words[i],
                  encoding.getSpecialTokenMask()[i] == 1));
    }
    return tokens;
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /** Where each code point begins in UTF-16, and the text's length behind. */
  private static int[] places(String text) {
    int[] places = new int[text.codePointCount(0, text.length()) + 1];
    for (int i = 1; i < places.length; i++) {
      places[i] = text.offsetByCodePoints(places[i - 1], 1);
    }
    return places;
  }
}
