package dev.heed.models.tokenizer;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the {@code tokenizer.json} of a BERT model. What would change a token and is not known here
 * is an error; what only concerns padding, truncation and decoding is left aside.
 */
final class TokenizerFile {
  private static final Set<String> TOP =
      Set.of(
          "version",
          "truncation",
          "padding",
          "added_tokens",
          "normalizer",
          "pre_tokenizer",
          "post_processor",
          "decoder",
          "model");

  /** Most characters of a token: a place in a text is compared with so many, and no more. */
  private static final int LONGEST_TOKEN = 256;

  /** Most characters of all tokens, each of which takes some 50 bytes where they are searched. */
  private static final int MOST_CHARACTERS = 4_000_000;

  private final JsonFields file;
  private final Map<String, Integer> ids = new HashMap<>();
  private int characters;

  private TokenizerFile(JsonFields file) {
    this.file = file;
  }

  /** Reads the whole stream. */
  static TokenizerParts read(String name, InputStream in) throws IOException {
    return new TokenizerFile(JsonTree.read(name, in)).parts();
  }

  private TokenizerParts parts() throws FileException {
    file.allow(TOP);
    if (!file.text("version").equals("1.0")) {
      throw file.error("version %s, and only 1.0 is known".formatted(file.text("version")));
    }
    JsonFields words = file.object("pre_tokenizer");
    requireType(words, "BertPreTokenizer");
    words.allow(Set.of("type"));
    BertNormalizer normalizer = normalizer(file.object("normalizer"));
    WordPiece model = model(file.object("model"));
    List<AddedToken> added = addedTokens();
    return new TokenizerParts(
        searched(added, false, normalizer),
        searched(added, true, normalizer),
        normalizer,
        model,
        new FrameReader(ids).frame(file.object("post_processor")),
        Collections.max(ids.values()));
  }

  private static BertNormalizer normalizer(JsonFields fields) throws FileException {
    requireType(fields, "BertNormalizer");
    fields.allow(
        Set.of("type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase"));
    boolean small = fields.flag("lowercase");
    return new BertNormalizer(
        fields.flag("clean_text"),
        fields.flag("handle_chinese_chars"),
        fields.has("strip_accents") ? fields.flag("strip_accents") : small,
        small);
  }

  private WordPiece model(JsonFields fields) throws FileException {
    // Files of 2020 name no type; their fields are the same.
    if (fields.has("type")) {
      requireType(fields, "WordPiece");
    }
    fields.allow(
        Set.of(
            "type", "vocab", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word"));
    JsonFields vocabulary = fields.object("vocab");
    List<String> pieces = new ArrayList<>(vocabulary.fields().keySet());
    int[] rows = new int[pieces.size()];
    Map<Integer, String> taken = new HashMap<>();
    for (int i = 0; i < rows.length; i++) {
      claim(vocabulary, pieces.get(i));
      rows[i] = vocabulary.count(pieces.get(i));
      ids.put(pieces.get(i), rows[i]);
      String other = taken.put(rows[i], pieces.get(i));
      if (other != null) {
        throw vocabulary.error(
            "%s and %s have the same number, %d"
                .formatted(JsonFields.quoted(other), JsonFields.quoted(pieces.get(i)), rows[i]));
      }
    }
    String unknown = fields.text("unk_token");
    if (!ids.containsKey(unknown)) {
      throw fields.error(
          "the vocabulary lacks %s, the token for unknown words"
              .formatted(JsonFields.quoted(unknown)));
    }
    return new WordPiece(
        pieces,
        rows,
        pieces.indexOf(unknown),
        fields.text("continuing_subword_prefix"),
        fields.count("max_input_chars_per_word"));
  }

  /** Refuses tokens that no text has, which would only cost time and memory. */
  private void claim(JsonFields fields, String token) throws FileException {
    characters += token.length();
    if (token.length() > LONGEST_TOKEN || characters > MOST_CHARACTERS) {
      throw fields.error(
          "%s has %d characters, and all tokens up to it %d: at most %d and %d are read"
              .formatted(
                  JsonFields.quoted(token),
                  token.length(),
                  characters,
                  LONGEST_TOKEN,
                  MOST_CHARACTERS));
    }
  }

  private List<AddedToken> addedTokens() throws FileException {
    List<AddedToken> special = new ArrayList<>();
    List<AddedToken> others = new ArrayList<>();
    int next = ids.size();
    for (JsonFields fields : file.objects("added_tokens")) {
      fields.allow(
          Set.of("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"));
      AddedToken token =
          new AddedToken(
              fields.count("id"),
              fields.text("content"),
              fields.flag("single_word"),
              fields.flag("lstrip"),
              fields.flag("rstrip"),
              fields.flag("normalized"));
      claim(fields, token.content());
      if (token.content().isEmpty()) {
        throw fields.error("an added token without a character");
      }
      Integer known = ids.putIfAbsent(token.content(), next);
      int row = known == null ? next++ : known;
      if (token.id() != row) {
        throw fields.error(
            "%s has the number %d, and by the vocabulary it is %d"
                .formatted(JsonFields.quoted(token.content()), token.id(), row));
      }
      (fields.flag("special") ? special : others).add(token);
    }
    special.addAll(others);
    return special;
  }

  private AddedTokens searched(List<AddedToken> all, boolean normalized, BertNormalizer normalizer)
      throws FileException {
    List<AddedToken> tokens = new ArrayList<>();
    List<String> spellings = new ArrayList<>();
    for (AddedToken token : all) {
      if (token.normalized() == normalized) {
        MappedText content = MappedText.of(token.content());
        MappedText spelling =
            normalized ? normalizer.normalize(content, 0, content.length()) : content;
        if (spelling.length() == 0) {
          throw file.error(
              "nothing is left of the added token %s once it is normalized"
                  .formatted(JsonFields.quoted(token.content())));
        }
        tokens.add(token);
        spellings.add(spelling.substring(0, spelling.length()));
      }
    }
    return new AddedTokens(tokens, spellings);
  }

  /** Refuses an object of another type, by its name. */
  static void requireType(JsonFields fields, String known) throws FileException {
    if (!fields.text("type").equals(known)) {
      throw fields.error(
          "the type %s is not known; %s is"
              .formatted(JsonFields.quoted(fields.text("type")), known));
    }
  }
}
